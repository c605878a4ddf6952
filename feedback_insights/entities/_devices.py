"""Phones, tablets, computers and scanners by their model: "iPhone 15 Pro", "Galaxy Tab A8", "Zebra TC52"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_insights.entities._around import before, is_amount, is_example, words
from feedback_insights.records import Entity

_MODEL = r"(?:[a-z]{1,3}-?\d{1,4}[a-z]{0,3}|\d{1,4}[a-z]{0,2})\+?"
_ON = r"\w|[.,]\d"  # behind a number: it goes on
_GRADES = "pro|max|plus|mini|ultra|lite|edge|fe|neo|play|power|xl|fold|flip|5g|4g|active|compact|air|prime"
_GRADE = rf"(?:\s(?:{_GRADES})(?!\w))"
_DEVICE = re.compile(
    rf"""(?:
      iphones?(?:\s?(?:\d{{1,2}}(?:gs|[sce])?|x[sr]?|se)(?!{_ON}))?(?:\s(?:pro|max|plus|mini|air)(?!\w)){{0,2}}
    | ipads?(?:\s(?:pro|air|mini|retina)(?!\w))?(?:\s?\d{{1,2}}(?!{_ON}))?
    | ipod(?:\stouch)?(?:\s\dg?(?!\w))? | imac(?:\spro)? | mac\s(?:mini|studio)
    | macbooks?(?:\s(?:pro|air))?(?:\sm\d)? | airpods(?:\s(?:pro|max))?
    | apple\s(?:watch(?:\s(?:series\s\d{{1,2}}|ultra(?:\s\d)?|se))?|tv(?:\s4k)?)
    | (?:google\s)?pixel\s(?:\d{{1,2}}a?|c|xl|slate|tablet|fold|watch)(?!\w){_GRADE}{{0,2}} | google\spixel
    | (?:google\s)?nexus\s(?:\d{{1,2}}[xp]?|s|one|player)(?!\w) | galaxy\snexus | chromecast | chromebooks?
    | (?:samsung\s)?galaxy\s(?:(?:tab|note|watch|fold|z\s(?:fold|flip)|ace|mega|core|grand|young|mini|prime)
      (?:\s?(?:{_MODEL}|iii?))?|s\s?(?:[2-9]|iii?)|[asmjfy]\d{{1,3}}[a-z]?\+?|[sy])(?!\w){_GRADE}{{0,2}}
    | samsung\s(?:galaxy|(?:note|tab)\s?{_MODEL}|[asmj]\d{{1,3}}\+?)(?!\w){_GRADE}{{0,2}}
    | sm-[a-z]\d{{3}}[a-z\d]{{0,4}}
    | (?:microsoft\s)?surface\s(?:pro|go|book|laptop|duo|studio|rt)(?!\w)(?:\s(?:x|\d{{1,2}})(?!{_ON}))?
    | xbox(?:\s(?:one(?:\s[xs](?!\w))?|360|series\s[xs]))? | (?:playstation\s?|ps)[2-5](?!\w)
    | nintendo\sswitch | steam\sdeck | roku | echo\s(?:dot|show)
    | kindle(?:\s(?:fire(?:\shdx?)?(?:\s\d{{1,2}}(?!{_ON}))?|paperwhite|oasis|touch|voyage|scribe|dx))?
    | (?:amazon\s)?fire\s(?:hdx?(?:\s\d{{1,2}}(?!{_ON}))?|tv(?:\sstick)?|stick|tablet|phone)
    | (?:sony\s)?xperia(?:\s(?:{_MODEL}|arc|play|neo|ray|mini|tablet|ultra|miro|s[pl]?|z[rlq]|x[az]|[ptux])
      (?!\w))?{_GRADE}?
    | oneplus\s?(?:nord|one|{_MODEL})(?!\w){_GRADE}{{0,2}}
    | (?:motorola\s)?moto\s(?:[gexz]\d{{0,3}}|360|razr)(?!\w){_GRADE}{{0,2}}
    | (?:motorola\s)?droid\s(?:razr|bionic|turbo|x\d?|\d)(?:\s(?:maxx|hd|m))?(?!\w)
    | motorola\s(?:xoom|razr|atrix|edge|{_MODEL})(?!\w)
    | htc\s(?:one(?:\s(?:m[789]|x\+?|s|v|mini))?|evo(?:\s(?:4g|3d|shift))?|desire(?:\s(?:hd|s|z|{_MODEL}))?
      |sensation|incredible(?:\s\d)?|inspire|thunderbolt|hero|flyer|wildfire|vive|{_MODEL})(?!\w)
    | lg\s(?:optimus(?:\s(?:one|{_MODEL}|[a-z]))?|stylo(?:\s\d)?|velvet|g\s?(?:pad|flex|\d{{1,2}})
      |[vkq]\d{{1,2}})(?!\w){_GRADE}?
    | (?:huawei\s)?(?:mate|nova)\s\d{{2}}(?!\w){_GRADE}{{0,2}}
    | (?:huawei|zte|alcatel)\s(?:(?:mate|nova|ascend|honor)\s)?{_MODEL}(?!\w){_GRADE}{{0,2}}
    | (?:xiaomi\s)?(?:redmi(?:\snote)?|poco)\s[a-z]?\d{{1,2}}[a-z]{{0,2}}(?!\w){_GRADE}{{0,2}}
    | xiaomi\s(?:mi\s)?(?:\d{{1,2}}[a-z]?|a\d|max\s\d|mix\s\d)(?!\w){_GRADE}{{0,2}}
    | realme\s{_MODEL}(?!\w){_GRADE}{{0,2}} | zenfone(?:\s{_MODEL})?(?!\w) | nothing\sphone\s\(?\d[a-z]?\)?
    | nokia\s(?:lumia\s)?[a-z]{{0,2}}\d{{1,4}}(?:\.\d)?(?!\w) | lumia\s\d{{3,4}}(?:xl)?
    | fairphone(?:\s\d)?(?!\w) | blackberry\s(?:bold|curve|torch|playbook|priv|z10|q10|passport|key\d|keyone)
    | thinkpad(?:\s[a-z]\d{{1,3}}[a-z]?)?(?!\w) | ideapad
    | dell\s(?:xps(?:\s\d{{2}})?|latitude(?:\s[e]?\d{{4}})?|inspiron|venue)(?!\w)
    | (?:zebra|honeywell)\s[a-z]{{2}}\d{{2,4}}[a-z]{{0,2}}(?!\w)
    | raspberry\spi(?:\s(?:zero(?:\s(?:w|2))?|pico|[1-5](?:[ab]?\+?|\smodel\s[ab]\+?)(?!{_ON})))?
    | (?:oculus|meta)\s(?:quest(?:\s[23](?!{_ON}))?|rift|go) | (?:asus\s)?transformer\s(?:prime|tf\d{{3}})
    | fitbit\s(?:versa|charge|sense|inspire|ionic|alta)(?:\s\d)?
    )(?![\w-]|'s\s(?:app|store))""",
    re.VERBOSE,
)
_HINTS = words(
    """iphone ipad ipod imac mac airpods apple pixel nexus chromecast chromebook galaxy samsung sm- surface
    xbox playstation ps2 ps3 ps4 ps5 nintendo steam kindle fire echo roku xperia oneplus moto droid htc lg
    huawei mate nova zte alcatel xiaomi redmi poco realme zenfone nothing nokia lumia fairphone blackberry
    thinkpad dell ideapad zebra honeywell raspberry oculus meta transformer fitbit google microsoft sony
    amazon motorola asus"""
)  # a device begins with one of these
_INSIDE = re.compile(r"[\w@#/.-]")  # before a name, it is part of something else
_SOFTWARE = re.compile(
    r"\s(?:app|store|version|live|music|video|unlimited|books?|format|editions?|reader)\b",
    re.IGNORECASE,
)
_SOFTWARE_TOO = words("kindle xbox roku")
_CAPITAL = words("mate nova poco meta fire surface echo moto droid transformer pixel nothing")  # else a word
_MAKERS = words("Google Samsung Microsoft Sony Amazon Motorola Asus Huawei Xiaomi Nokia")
_LINES = words(
    "Pixel Nexus Galaxy Surface Xperia Fire Moto Droid Razr Transformer Redmi Poco Mate Nova Lumia"
)
_WRITTEN = {
    name.lower(): name
    for name in words(
        """iPhone iPad iPod iMac MacBook AirPods OnePlus HTC LG ZTE BlackBerry ThinkPad IdeaPad ZenFone
        PlayStation PlayBook KEYone XPS Pi mini touch SE XS XR XL HD HDX TV FE RT DX 4K 3D"""
    )
} | {
    "ps": "PlayStation",
    "iphones": "iPhone",
    "ipads": "iPad",
    "macbooks": "MacBook",
    "chromebooks": "Chromebook",
    "ii": "2",
    "iii": "3",
}
_GLUED = re.compile(
    r"(?<!\w)(iphones?|ipads?|oneplus|playstation|ps|tab|note|redmi)(?=\d|x[rs]?$|se$)|(?<!\w)(s)(?=iii?$)",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\d+[scea]?", re.IGNORECASE)  # "4s", "6a"; other models are in capitals


def found(text: str) -> Iterator[Entity]:
    """Every device by its model, or by a name that is a device's alone."""
    for match in _matches(_in_small_letters(text)):
        start, end = match.span()
        name = text[start:end].split()
        if is_example(before(text, start)) or (name[0].lower() in _CAPITAL and name[0].islower()):
            continue
        if name[0].lower() in _SOFTWARE_TOO and _SOFTWARE.match(text, end):
            continue
        if len(name) > 1 and name[-1].isdigit() and is_amount(text, end - len(name[-1]), end):
            end = start + len(text[start : end - len(name.pop())].rstrip())
        yield Entity(kind="device", value=_value(name), start=start, end=end)


def _in_small_letters(text: str) -> str:
    """As long as the text, although some capitals have two small letters: İ."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _matches(small: str) -> Iterator[re.Match[str]]:
    """Looked for where a hint stands: much quicker than the whole pattern at every letter."""
    done = 0
    for at in sorted({at for hint in _HINTS for at in _places(hint, small)}):
        if at < done or _INSIDE.match(small[max(0, at - 1) : at]):
            continue
        if match := _DEVICE.match(small, at):
            done = match.end()
            yield match


def _places(hint: str, small: str) -> Iterator[int]:
    at = small.find(hint)
    while at >= 0:
        yield at
        at = small.find(hint, at + 1)


def _value(name: list[str]) -> str:
    """One spelling: "iphone6" is "iPhone 6"; the maker is left out where the line says enough."""
    shown = [_spelling(part) for word in name for part in _GLUED.sub(r"\g<0> ", word).split()]
    if shown[0] in _MAKERS and _LINES.intersection(shown[1:2]):
        del shown[0]
    elif shown[0] == "Samsung":
        shown[0] = "Galaxy"
    return " ".join(shown).replace("Galaxy S ", "Galaxy S")


def _spelling(word: str) -> str:
    small = word.lower()
    if small in _WRITTEN or _SMALL.fullmatch(small):
        return _WRITTEN.get(small, small)
    is_model = len(small) < 3 or any(map(str.isdigit, small))
    return small.upper() if is_model else small.capitalize()
