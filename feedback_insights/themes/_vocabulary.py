"""Words that theme names avoid, and those that hold a phrase together. English, lower case."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NOTHING = _set(  # say nothing about what a theme is about
    "be have do get go want need know tell help please like use make let see think try thank thanks hi hello"
    " hey dear regards cheers ask look say give take come keep put seem happen understand"
    " mean wonder find explain start issue problem thing way question stuff lot bit kind sort"
    " something anything everything nothing someone reason case example advice information info"
    " detail idea fact matter people person guy anyone everyone user"
    " time day week month year hour minute today yesterday tomorrow morning evening night now"
    " moment date january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
    " good great bad nice well best better right able sure possible new old other same many much more most"
    " few several different certain various own first last next such only just really very still yet already"
    " please pls plz one two three ok okay yes no not im ive id etc mr mr. mrs mrs. ms ms. miss dr dr. sir"
)
LIGHT = _set("get have use make take give go put find see start keep do allow let provide create")
NO_ACTION = _set(  # verbs about the speaker, not about the product
    "want need know tell help like try think wonder ask understand mean say look hope guess believe"
    " appreciate be seem explain thank let feel"
)
EDGES = _set(  # never how a phrase starts
    "help please pls plz thanks hi hello other same many much more most few several certain various own such"
    " only just really very still yet already new good great nice able sure possible next etc one two three"
)
PARTICLES = _set("up in out off on down over")
COMPOUND = _set("top sign log check roll set start pop back pick cash opt")  # "top up", a noun
FALSE_NOUNS = _set("lot bit kind sort couple number way reason thing something anything")
JOINING = _set(  # what may join two words of a phrase, in any language: articles and prepositions
    "di del dello della dei degli delle a al allo alla ai agli alle da dal dalla dai in nel nella nei su sul"
    " sulla per con e der die das des dem den für mit von zu zum zur im am und de du d le la les l à au aux"
    " en pour sur et el los las para por y o do dos das em no na nos com van het op voor met av og på i till"
)
EMPTY_TALK = {  # what people say while they think, beside the stop words of a language
    "de": _set(
        "bitte danke hallo eigentlich vielleicht irgendwie glaube denke finde möchte würde genau also"
    ),
    "es": _set("gracias hola favor creo pienso digamos bueno vale entonces quiero puedo ahora"),
    "fr": _set("merci bonjour crois pense voilà alors donc peut-être veux peux vais faut truc trucs"),
    "it": _set(
        "allora vabbè ecco insomma praticamente diciamo direi immagino credo penso vado vedo voglio posso"
        " devo puoi deve dobbiamo vediamo faccio facciamo metto mettere andare dire detto punto tipo roba"
        " okay perfetto chiaro certo appunto comunque ovviamente sicuramente onestamente grazie ciao"
    ),
    "nl": _set("bedankt hallo graag denk vind gewoon eigenlijk misschien kunnen zouden"),
    "pt": _set("obrigado obrigada olá acho penso então queria posso gostaria favor"),
}
