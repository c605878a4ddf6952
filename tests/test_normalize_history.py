from __future__ import annotations

import pytest

from feedback_insights.normalize.history import strip_history

MINE = "The export still fails."
HEADERS = [
    "On Tue, 7 Jul 2026 at 09:34, Fieldlark Help <help@fieldlark.example> wrote:",
    "On 22/07/2026 claims@highmoor.example wrote:",
    "On Tue, 7 Jul 2026 at 09:34, Fieldlark Help\n<help@fieldlark.example> wrote:",
    "Am 7. Juli 2026 um 09:34 schrieb Fieldlark Hilfe <hilfe@fieldlark.example>:",
    "Le mar. 7 juil. 2026 à 09:34, Aide <aide@fieldlark.example> a écrit :",
    "El mar, 7 jul 2026 a las 09:34, Ayuda (<ayuda@fieldlark.example>) escribió:",
    "Il giorno mar 7 lug 2026 alle ore 09:34 Aiuto <aiuto@fieldlark.example> ha scritto:",
    "Em ter., 7 de jul. de 2026 às 09:34, Ajuda <ajuda@fieldlark.example> escreveu:",
    "Op di 7 jul. 2026 om 09:34 schreef Hulp <hulp@fieldlark.example>:",
    "Den tis 7 juli 2026 kl 09:34 skrev Hjälp <hjalp@fieldlark.example>:",
    "-----Original Message-----\nFrom: help@fieldlark.example\nDate: 7 July 2026",
    "---------- Forwarded message ---------",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "From: Help\nSent: Tuesday, 7 July 2026 09:34\nTo: Ann\nSubject: RE: export",
    "Von: Hilfe\nGesendet: Dienstag, 7. Juli 2026 09:34\nAn: Ann\nBetreff: AW: Export",
    "De : Aide\nEnvoyé : mardi 7 juillet 2026 09:34\nÀ : Ann\nObjet : export",
    "Da: Aiuto\nInviato: martedì 7 luglio 2026 09:34\nA: Ann\nOggetto: export",
    "Van: Hulp\nVerzonden: dinsdag 7 juli 2026 09:34\nAan: Ann\nOnderwerp: export",
    "________________________________\nFrom: Help\nDate: 7 July 2026\n",
    "##- Please type your reply above this line -##",
]


@pytest.mark.parametrize("header", HEADERS)
def test_what_stands_below_a_header_is_not_the_writers(header: str) -> None:
    assert strip_history(f"{MINE}\n\n{header}\n\nHave you tried again?\nHelp") == MINE


@pytest.mark.parametrize("header", HEADERS)
def test_an_answer_below_marked_quotes_survives(header: str) -> None:
    assert strip_history(f"{header}\n> Have you tried again?\n\n{MINE}") == MINE


def test_answers_between_quoted_lines_survive() -> None:
    text = f"{HEADERS[0]}\n> Which browser?\nFirefox, always.\n> Which version?\nThe newest one."
    assert strip_history(text) == "Firefox, always.\nThe newest one."


@pytest.mark.parametrize(
    "text", [f"{HEADERS[0]}\n> only\n> this", "> only\n> this", f"{HEADERS[14]}\nonly this"]
)
def test_a_text_that_only_quotes_is_empty(text: str) -> None:
    assert strip_history(text) == ""


OWN = [
    "On Monday your agent wrote:\nplease reinstall. I did, no luck.",
    "> 10,000 rows and the export stops",
    "Opening hours:\nFrom: 9 am\nTo: 5 pm",
    "- first wish\n- second wish",
    "Thanks, but that is not it.\nThe export fails.",
    "Warning: the mail is sent twice.\nPlease fix it.",
    "Thanks, Priya fixed it",
    "Thanks,\nPriya fixed it and the export works again",
    "Thanks,\nthe export works again in Firefox",
    "Regards to Priya, whose idea this was, and who is right.",
    "Sent from my phone the photos vanish",
    "--\nAlso, the calendar shows the wrong week whenever I scroll, and nobody knows why that is.",
]


@pytest.mark.parametrize("text", OWN)
def test_the_writers_own_words_are_never_taken_for_history(text: str) -> None:
    assert strip_history(text, names=["Priya Shah"]) == text


def test_a_quote_that_the_writer_announces_does_not_swallow_what_follows() -> None:
    text = "This is what came back:\n\nOn 22/07/2026 claims@highmoor.example wrote:\nNo.\n\nCould you help?"
    assert strip_history(text) == text


SIGNATURES = [
    "-- \nPriya Shah\nNorthgate Heating",
    "--\nLukas Moretti | Partner Enablement | ext. 555-0188",
    "Kind regards,\nPriya Shah\nOperations Manager\n+44 20 7946 0117",
    "Best,\nPriya",
    "Thanks,\nPriya Shah\nDispatch Lead | Northgate Heating",
    "Mit freundlichen Grüßen\nStefan Vogel\nAlpenblick Service GmbH",
    "Freundliche Grüße, S. Vogel",
    "Cordialement,\nInès Fontaine",
    "Saludos,\nDiego Romero",
    "Cordiali saluti\nMarco Rossi",
    "Atenciosamente,\nJoão Silva",
    "Met vriendelijke groet,\nJan de Vries",
    "Priya Shah\nOperations Manager",
    "Sent from my iPhone",
    "Priya\nSent from my iPhone",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "Get Outlook for iOS",
    "This e-mail and any attachments are confidential and intended\nsolely for the addressee.",
    "CONFIDENTIALITY NOTICE: do not forward this.",
    "Diese E-Mail enthält vertrauliche Informationen.",
    "Please consider the environment before printing this e-mail.",
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_signatures_and_footers_are_dropped(signature: str) -> None:
    assert strip_history(f"{MINE}\n\n{signature}", names=["Priya Shah"]) == MINE


def test_a_postscript_below_the_signature_survives() -> None:
    text = f"{MINE}\n\nKind regards,\nPriya Shah\n\nP.S. The calendar is wrong too, since Monday."
    assert strip_history(text) == f"{MINE}\n\nP.S. The calendar is wrong too, since Monday."
