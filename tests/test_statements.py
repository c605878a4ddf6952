from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.normalize import split_statements
from feedback_insights.records import Feedback, Locator, Statement
from feedback_insights.settings import NormalizeSettings

LOCATOR = Locator(file="a.csv", sha256="0", record="row 1")


def split(text: str, **settings: int) -> list[Statement]:
    feedback = Feedback(id="f1", source="t", external_id="1", text=text, locator=LOCATOR)
    return split_statements(feedback, settings=NormalizeSettings(**settings))


def parts(text: str) -> list[str]:
    return [statement.text for statement in split(text)]


SPLIT = [
    ("It is slow. It crashes!", ["It is slow.", "It crashes!"]),
    ("first\nsecond line", ["first", "second line"]),
    ("- one item\n* another\n3. a third", ["one item", "another", "a third"]),
    ("- [ ] todo item\n> a quoted line", ["todo item", "a quoted line"]),
    ("Cut, e.g. at 10.5 rows, i.e. too early.", ["Cut, e.g. at 10.5 rows, i.e. too early."]),
    ("Since v2.1 Mr. Smith sees foo.txt twice.", ["Since v2.1 Mr. Smith sees foo.txt twice."]),
    ("See https://x.example/a.b?c=d. It fails.", ["See https://x.example/a.b?c=d.", "It fails."]),
    ("It loads... and loads... Then nothing", ["It loads... and loads...", "Then nothing"]),
    ("It crashed. then it froze.", ["It crashed.", "then it froze."]),
    ("Wir kommen am 5. August wieder.", ["Wir kommen am 5. August wieder."]),
    ("great app.But sync fails often", ["great app.", "But sync fails often"]),
    ("同期が遅い。直してください。", ["同期が遅い。", "直してください。"]),
    ("Love the editor, hate the export", ["Love the editor", "hate the export"]),
    ("I love the board, but it is slow.", ["I love the board", "but it is slow."]),
    ("Great app but no dark mode", ["Great app", "but no dark mode"]),
    ("It syncs; however, the photos vanish.", ["It syncs", "however, the photos vanish."]),
    ("It crashes although I updated it", ["It crashes", "although I updated it"]),
    ("I pay for it, yet it shows ads", ["I pay for it", "yet it shows ads"]),
    ("Die App ist gut, aber der Export fehlt", ["Die App ist gut", "aber der Export fehlt"]),
    ("A simple but powerful tool", ["A simple but powerful tool"]),
    ("It is nothing but slow, and not yet done", ["It is nothing but slow, and not yet done"]),
    ("The export, however, fails", ["The export, however, fails"]),
    ("Hi team, the board is slow", ["Hi team", "the board is slow"]),
    ("Please fix the export, thanks!", ["Please fix the export", "thanks!"]),
    ("Works well! 10/10 👍", ["Works well! 10/10 👍"]),
    ("10/10\nWould buy again", ["10/10\nWould buy again"]),
    ("[email 1] gets no mail", ["[email 1] gets no mail"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPLIT, ids=[text for text, _ in SPLIT])
def test_text_is_split_into_whole_thoughts(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


KINDS = {
    "courtesy": [
        "Hi team", "Hello Priya,", "thanks so much!", "Best", "Best,\nTom", "that did it, cheers",
        "hope you are well", "Kind regards", "Thanks for the quick reply", "Keep up the good work!",
        "[person 1], thank you", "👍", "Vielen Dank!", "Sehr geehrte Damen und Herren", "Merci beaucoup",
        "Bonjour à tous", "Muchas gracias", "Hola",
    ],
    "chaser": [
        "any update?", "still waiting", "bump", "day 5 and nothing", "Hello, any news on this please?",
        "???", "It's been two weeks", "Nobody has answered.", "When will this be fixed?",
        "Please fix this ASAP!!", "Gibt es Neuigkeiten?", "Toujours rien", "Sigo esperando una respuesta",
    ],
    "machine": [
        "[image]", "[image: screen.png]", "This message was deleted", "https://x.example/a", "[email 1]",
        "shot.png", "Automatic reply: I am away", "I am currently out of the office until Monday.",
        "To unsubscribe click here", "Your request (#123) has been received", "Steps to reproduce",
        "Android version: 9", "2026-08-19T08:10:02Z GET /v2",
        "[2026-08-19 08:10:02] ERROR timeout in worker", "GET /v2/visits HTTP/1.1", "...",
        "User agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:91.0) Gecko/20100101 Firefox/91.0",
        "Dalvik/2.1.0 (Linux; U; Android 13; SM-A536B Build/TP1A.220624.014)", "<!-- @browser: unknown -->",
        "05-14 12:19:52.107: D/Player(22545): no module matched", "W/Parcel  ( 1653): expected IMemory",
        "[0000007f67719290/79f6] core input: buffering 67%", "build.cpu_abi: armeabi-v7a",
        "Format profile                 : Base Media / Version 2", "387f303ba", "import numpy as np",
        "12   at android.app.ActivityThread.main(ActivityThread.java:4898)",
        "0x0000007b6abc1034 in abort () from /system/lib64/libc.so", "Win64; x64", "rv:91.0) Gecko/20100101",
    ],
    "content": [
        "Love it", "Best app ever", "Best of all", "The automatic reply goes out twice",
        "The ticket was closed without an answer", "still waiting for dark mode",
        "Thanks for fixing the calendar sync", "Help pages are outdated", "The day view is empty",
        "at least twice a day (see below)", "WARNING: do not update!!!", "10/10", "😡😡",
        "I use it in Mozilla/5.0 (X11; Linux x86_64) and the board never loads", "accessed", "defaced",
        "0x800a03ec when calling Select on a range", "12:30 is when the lunch break starts", "<!-- odd",
        "KeyError appears when I save", "Unsubscribe link does nothing", "Hello Kitty stickers are missing",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_statements_know_what_they_are(kind: str, text: str) -> None:
    assert {statement.kind for statement in split(text)} == {kind}


def test_thanks_beside_content_do_not_hide_it() -> None:
    kinds = [(s.text, s.kind) for s in split("thanks, but the export still cuts at 10,000 rows")]
    assert kinds == [("thanks", "courtesy"), ("but the export still cuts at 10,000 rows", "content")]


MACHINE_BLOCKS = [
    "```\nlet x = 1;\n\nlet y;\n```",
    'Traceback (most recent call last):\n  File "x.py", line 1, in y\n    run()\nValueError: bad',
    "java.lang.NullPointerException: raw\n    at com.example.Address.parse(Address.java:88)\n    ... 12 more",
    '{\n  "event": "visit.completed",\n  "tries": [1, 2]\n}',
    '{"event":"a"}\n{"event":"b"}',
    "[2026-08-19 08:10:02] ERROR boom\n[2026-08-19 08:10:03] INFO retry",
    "<!-- please do not\nremove this -->",
    "\n".join([*["D/Player(42): waiting"] * 5, "but read IMemoryHeap", "", *["D/Player(42): waiting"] * 2]),
]


@pytest.mark.parametrize("block", MACHINE_BLOCKS)
def test_code_logs_and_traces_become_one_machine_statement(block: str) -> None:
    found = [(s.text, s.kind) for s in split(f"It fails like this.\n{block}\nWhat now, my friends?")]
    assert found == [
        ("It fails like this.", "content"),
        (block, "machine"),
        ("What now, my friends?", "content"),
    ]


def test_a_fence_that_never_closes_hides_nothing() -> None:
    assert "the export is broken" in parts("```\nthe export is broken\nand slow")


def test_endless_sentences_are_cut_at_clauses() -> None:
    long = "we open the board and drag a card, " * 20 + "card"
    cut = parts(long)
    assert all(len(part.split()) <= 60 for part in cut)
    assert all(part.endswith("card") for part in cut)


def test_short_fragments_join_their_neighbour() -> None:
    assert [s.text for s in split("ok\nno\nThe export is broken", min_statement_chars=6)] == [
        "ok\nno\nThe export is broken"
    ]


def test_ids_name_the_feedback_and_the_place() -> None:
    assert [(s.id, s.feedback_id) for s in split("One thing. Two things.")] == [
        ("f1:0", "f1"),
        ("f1:11", "f1"),
    ]


def test_whitespace_alone_gives_no_statement() -> None:
    assert split(" \n\t") == []


_MARKERS = re.compile(
    r"^\s*(?:(?:[-*•·–—+▪◦‣>|#]{1,6}|\(?\d{1,3}[.)]|\[[ xX]?\])(?:\s+|$)){1,5}", re.MULTILINE
)
WORDS = [
    "hi", "thanks", "but", "yet", "love", "hate", "the", "export", "fails,", "slow.",
    "e.g.", "v2.1", "...", "-", "1.", "```\n", "{\n", '"a":', "}", "\n", "any", "update?",
    "😀", "é", "。", ";", "however", "!", "?", "[email 1]", "[", "]", "https://x.example",
    "On", "[ ]", "*", ">", "at x.y(z:1)",
]  # fmt: skip
WORDY = st.lists(st.sampled_from(WORDS), max_size=40)
ANY = st.one_of(st.text(max_size=200), WORDY.map(" ".join), WORDY.map("\n".join))


@settings(deadline=None)
@given(ANY, st.integers(1, 12))
def test_statements_are_exact_slices_and_cover_every_letter(text: str, minimum: int) -> None:
    statements = split(text, min_statement_chars=minimum)
    end = 0
    uncovered = []
    for statement in statements:
        assert statement.text == text[statement.start : statement.end] == statement.text.strip() != ""
        assert statement.start >= end
        uncovered.append(text[end : statement.start])
        end = statement.end
    uncovered.append(text[end:])
    for gap in uncovered:
        assert not any(map(str.isalpha, _MARKERS.sub("", gap))), gap


@settings(deadline=None)
@given(ANY)
def test_splitting_is_deterministic(text: str) -> None:
    assert split(text) == split(text)


HOSTILE = ["a", "a ", ". ", "but ", "a, b, ", "```\n", '{"a":\n', "- ", "thanks ", "a=", "\n", "hi, ", "é"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_megabyte_of_anything_takes_no_time_to_speak_of(unit: str) -> None:
    size = 1_000_000 if unit == "a" else 50_000
    began = time.process_time()
    split(unit * (size // len(unit)) + "\x00!x")
    assert time.process_time() - began < 2
