"""Transcripts: who speaks, what is a turn, what was asked, and what is no feedback."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_insights.errors import FileProblem, UnclaimedFile
from feedback_insights.files import InputFile, Profile
from feedback_insights.importers import read_export, recognize
from feedback_insights.importers.usability._cues import Broken, Cue, is_webvtt, read_cues, time_codes
from feedback_insights.importers.usability._speakers import read_speaker
from feedback_insights.importers.usability._speech import segments
from feedback_insights.normalize import clean
from feedback_insights.raw import RawFeedback, SourceRecord
from feedback_insights.settings import ImportSettings, NormalizeSettings


@dataclass(frozen=True)
class Read:
    """What one transcript gave."""

    records: list[SourceRecord]
    warnings: list[str]

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(record.locator.record, record.state) for record in self.records]

    @property
    def units(self) -> list[RawFeedback]:
        return [unit for record in self.records for unit in record.units]

    @property
    def words(self) -> list[str]:
        return [text.text for unit in self.units for text in unit.texts]

    @property
    def people(self) -> list[str | None]:
        return [(unit.author.external_id or unit.author.name) if unit.author else None for unit in self.units]


def read(
    folder: Path, content: str | bytes, name: str = "session.vtt", profile: Profile | None = None
) -> Read:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    export = read_export(path, name=name, settings=ImportSettings(), format="transcript", profile=profile)
    return Read(list(export.records), export.warnings)


def code(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def vtt(*cues: str, head: str = "WEBVTT") -> str:
    """Return a file of cues of one second, a second apart; "+5 text" comes five later."""
    blocks, at = [head], 0
    for cue in cues:
        pause, text = (int(cue[1]), cue[3:]) if cue.startswith("+") else (0, cue)
        at += 2 + pause if blocks[1:] else 1
        blocks.append(f"{code(at)}.000 --> {code(at + 1)}.000\n{text}")
    return "\n\n".join(blocks) + "\n"


INTERVIEW = """\
WEBVTT - Export study
X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000

NOTE
study: Exports, round 2
participant: P6
date: 2026-09-03
product: Console
audience: developer
company: Acme
email: ann.lee@acme.example

STYLE
::cue(v[voice=Moderator]) { color: red }

REGION
id:one

intro-1
00:00:01.000 --> 00:00:04.000 align:start line:0
<v Sam Poe (Moderator)>What happened with the export?</v>

00:00:05.000 --> 00:00:07.000
<v.loud Ann Lee>It <i>stopped</i> at

00:00:07.100 --> 00:00:09.000
<v Ann Lee>ten thousand rows &amp; never said so.</v> <v Sam Poe>I see.</v>

00:00:12.000 --> 00:00:13.000
[Music]

00:00:14.000 --> 00:00:15.000
<v Ann Lee>(laughs)</v>

01:00:14.000 --> 01:00:15.000
<v Ann Lee>Sam knows it.
"""


def test_an_interview_is_read_turn_by_turn(tmp_path: Path) -> None:
    found = read(tmp_path, INTERVIEW)
    assert found.states == [
        ("00:00:01", "staff"), ("00:00:05", "used"), ("00:00:07", "staff"), ("00:00:12", "empty"),
        ("00:00:14", "empty"), ("01:00:14", "used"),
    ]  # fmt: skip
    assert found.words == ["It stopped at ten thousand rows & never said so.", "Sam knows it."]
    assert [unit.prompt for unit in found.units] == ["What happened with the export?", "I see."]
    unit = found.units[0]
    assert (unit.voice, unit.channel, unit.session) == ("said", "interview", "P6")
    assert (unit.product, unit.audience, unit.created) == (
        "Console",
        "developer",
        datetime(2026, 9, 3, tzinfo=UTC),
    )
    assert unit.author is not None
    assert (unit.author.external_id, unit.author.name) == ("P6", "Ann Lee")
    assert (unit.author.email, unit.names) == ("ann.lee@acme.example", ("Sam Poe",))
    assert unit.organisation is not None
    assert unit.organisation.name == "Acme"
    assert {record.source for record in found.records} == {"transcript"}
    assert found.warnings == []


def test_names_of_all_speakers_are_masked(tmp_path: Path) -> None:
    record = read(tmp_path, INTERVIEW).records[-1]
    (unit,) = clean(record, key=b"k", settings=NormalizeSettings()).units
    assert unit.feedback.text == "[person 1] knows it."
    assert unit.feedback.locator.record == "01:00:14"


def test_srt_is_read_with_crlf_cp1252_and_either_mark_before_milliseconds(tmp_path: Path) -> None:
    lines = (
        "1", "00:00:01,000 --> 00:00:02,000 X1:1 X2:2", "Moderator: Wo klemmt es?", "",
        "2", "00:00:02.500 --> 00:00:04.000", "P7: Beim Löschen,", "so <b>oft</b>", "3",
        "00:00:04,100 --> 00:00:05,000", "P7: am Abend.", "",
    )  # fmt: skip
    found = read(tmp_path, "\r\n".join(lines).encode("cp1252"), "P7_2026-09-10_interview.srt")
    assert found.states == [("00:00:01", "staff"), ("00:00:02", "used")]
    assert found.words == ["Beim Löschen, so oft am Abend."]
    assert found.people == ["P7"]
    assert found.units[0].created == datetime(2026, 9, 10, tzinfo=UTC)


def test_the_file_name_says_who_and_when_where_the_file_does_not(tmp_path: Path) -> None:
    content = "1\n00:00:01,000 --> 00:00:02,000\nI click it.\n"
    (unit,) = read(tmp_path, content, "P7_2026-09-10_think-aloud.srt").units
    assert unit.author is not None
    assert (unit.author.external_id, unit.session) == ("P7", "P7")
    assert unit.created == datetime(2026, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "person", "warned"),
    [
        ("WEBVTT - Session with P2\n\nNOTE participant: P5", "P5", 1),
        ("WEBVTT - Session with P2", "P2", 1),
        ("WEBVTT\n\nNOTE participant: 07", "P7", 0),
        ("WEBVTT", "P7", 0),
    ],
)
def test_a_comment_goes_before_the_title_and_the_title_before_the_file_name(
    tmp_path: Path, head: str, person: str, warned: int
) -> None:
    found = read(tmp_path, vtt("I click it.", head=head), "P7.vtt")
    assert (found.people, len(found.warnings)) == ([person], warned)


def test_one_speaker_without_a_name_is_a_participant(tmp_path: Path) -> None:
    found = read(tmp_path, vtt("So I open the page", "and I wait.", "+3 Nothing happens."))
    assert found.words == ["So I open the page and I wait.", "Nothing happens."]
    assert (found.people, found.warnings) == ([None, None], [])


@pytest.mark.parametrize(
    ("cues", "words"),
    [
        (("P1: One.", "P1: Two."), ["One. Two."]),
        (("P1: One.", "+1 P1: Two."), ["One.", "Two."]),
        (("P1: One", "+3 P1: two."), ["One two."]),
        (("P1: One...", "+3 P1: two."), ["One... two."]),
        (("P1: One.", "P2: Two.", "P1: Three."), ["One.", "Two.", "Three."]),
        (("P1: One.\nP2: Two.",), ["One.", "Two."]),
        (("<v P1>One.</v><v P2>Two.</v>",), ["One.", "Two."]),
        (("<v P1>P1: One.",), ["One."]),
    ],
)
def test_a_turn_ends_with_its_speaker_or_a_pause_but_not_in_a_sentence(
    tmp_path: Path, cues: tuple[str, ...], words: list[str]
) -> None:
    assert read(tmp_path, vtt(*cues)).words == words


def test_a_long_turn_ends_with_a_sentence_so_that_its_time_code_leads_to_the_words(tmp_path: Path) -> None:
    cues = [f"{code(n)}.000 --> {code(n)}.900\nP1: Number {n}." for n in range(300)]
    found = read(tmp_path, "WEBVTT\n\n" + "\n\n".join(cues))
    assert [place for place, _ in found.states] == ["00:00:00", "00:02:00", "00:04:00"]
    assert sum(len(words.split(".")) - 1 for words in found.words) == 300


def test_two_turns_at_one_second_have_different_places(tmp_path: Path) -> None:
    found = read(tmp_path, "WEBVTT\n\n00:01.000 --> 00:01.900\n<v P1>One.<v P2>Two.<v P1>Three.\n")
    assert [place for place, _ in found.states] == ["00:00:01", "00:00:01#2", "00:00:01#3"]


def test_a_prompt_is_the_turn_of_another_before_it_also_after_a_pause(tmp_path: Path) -> None:
    found = read(
        tmp_path, vtt("Q: Is it slow?", "A: Yes.", "+4 A: Very.", "P2: I agree.", "[Music]", "Q: Why?")
    )
    assert [(unit.texts[0].text, unit.prompt) for unit in found.units] == [
        ("Yes.", "Is it slow?"), ("Very.", "Is it slow?"), ("I agree.", "Very."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "label", "name", "is_ours"),
    [
        ("Ann Lee", None, "Ann Lee", None),
        ("Participant 03", "P3", None, False),
        ("Ann Lee (P3)", "P3", "Ann Lee", False),
        ("P3 (backend)", "P3", None, False),
        ("Interviewee", None, None, False),
        ("Moderator", None, None, True),
        ("Interviewer 2", None, None, True),
        ("Sam Poe (UX)", None, "Sam Poe", True),
        ("Sam Poe, Facilitator", None, "Sam Poe", True),
        ("Moderator - Sam", None, "Sam", True),
        ("Ann Lee (Acme)", None, "Ann Lee", None),
        ("Hans Host", None, "Hans Host", None),
        ("Speaker 2", None, None, None),
        ("SPEAKER_01", None, None, None),
    ],
)
def test_a_speakers_name_says_who_it_is(
    written: str, label: str | None, name: str | None, is_ours: bool | None
) -> None:
    speaker = read_speaker(written)
    assert (speaker.label, speaker.name, speaker.is_ours) == (label, name, is_ours)


DIALOGUE = (
    "Sam: How was the export?", "Ann: Slow.", "Sam: What would help?", "Ann: A progress bar, maybe?",
    "Sam: And the import?", "Bo: It is fine.",
)  # fmt: skip


def test_a_profile_names_our_own_people(tmp_path: Path) -> None:
    profile = Profile(format="transcript", moderators=("Sam Poe",), study="Exports")
    found = read(tmp_path, vtt(*DIALOGUE), profile=profile)
    assert found.people == ["Ann", "Ann", "Bo"]
    assert found.warnings == []
    assert found.records[0].instance != read(tmp_path, vtt(*DIALOGUE)).records[0].instance


def test_a_profile_that_names_somebody_else_says_so(tmp_path: Path) -> None:
    profile = Profile(format="transcript", moderators=("Uma Ray",))
    warnings = read(tmp_path, vtt(*DIALOGUE), profile=profile).warnings
    assert warnings[0] == "moderator 'Uma Ray' of the profile does not speak here"


def test_who_asks_most_of_the_questions_is_taken_for_the_moderator_and_named(tmp_path: Path) -> None:
    found = read(tmp_path, vtt(*DIALOGUE))
    assert found.words == ["Slow.", "A progress bar, maybe?", "It is fine."]
    assert len(found.warnings) == 1
    assert "'Sam' asks 3 of the 4 questions" in found.warnings[0]


@pytest.mark.parametrize(
    "cues",
    [
        ("Ann: I like it.", "Bo: Me too."),
        ("Sam: Is it slow?", "Ann: Is it what?", "Sam: Is it fast?", "Ann: What do you mean?"),
        (
            "Sam: Go on.", "Ann: Where is it? I do not see it at all.", "Sam: Hm.", "Ann: Is it this? No.",
            "Ann: So I look at all of this.", "Ann: I press it.", "Ann: I wait.", "Ann: It is slow.",
        ),
    ],
)  # fmt: skip
def test_where_nobody_clearly_asks_all_are_participants_and_it_says_so(
    tmp_path: Path, cues: tuple[str, ...]
) -> None:
    found = read(tmp_path, vtt(*cues))
    assert {state for _, state in found.states} == {"used"}
    assert found.warnings[0].startswith("nobody is named as moderator: all 2 speakers")


def test_participants_by_label_need_no_warning(tmp_path: Path) -> None:
    found = read(tmp_path, vtt("P1: I like it.", "P2: Me too."))
    assert (found.people, found.warnings) == (["P1", "P2"], [])


FOCUS_GROUP = ("Moderator: Is it slow?", "Lena Ortiz: Yes.", "Rita Moss: It is.")


@pytest.mark.parametrize(
    ("fact", "people", "warned"),
    [
        ("email: lena.ortiz@harrow.example", ["P4", "Rita Moss"], 0),
        ("name: Rita Moss", ["Lena Ortiz", "P4"], 0),
        ("role: planner", ["Lena Ortiz", "Rita Moss"], 1),
    ],
)
def test_of_several_participants_the_facts_are_that_ones_whom_they_name(
    tmp_path: Path, fact: str, people: list[str], warned: int
) -> None:
    found = read(tmp_path, vtt(*FOCUS_GROUP, head=f"WEBVTT\n\nNOTE\nparticipant: P4\n{fact}"))
    assert (found.people, len(found.warnings)) == (people, warned)


def test_dashes_tell_speakers_apart_but_not_who_they_are(tmp_path: Path) -> None:
    found = read(tmp_path, vtt("- Is it slow?\n- Very.", "-Why?\n- No idea, -5 maybe."), "P4.vtt")
    assert found.words == ["Is it slow?", "Very.", "Why?", "No idea, -5 maybe."]
    assert found.units[1].prompt == "Is it slow?"
    assert (found.people, len(found.warnings)) == ([None] * 4, 1)


def test_a_cue_without_a_name_belongs_to_nobody_known_unless_it_ends_the_sentence(tmp_path: Path) -> None:
    found = read(tmp_path, vtt("<v P1>It is", "slow.", "Who says this?", "<v P1>I do."))
    assert found.words == ["It is slow.", "Who says this?", "I do."]
    assert found.people == ["P1", None, "P1"]
    assert found.warnings == ["cues that name no speaker: 1, read as an unknown participant's words"]


def test_a_name_written_once_holds_until_the_next(tmp_path: Path) -> None:
    cues = ("Moderator: So.", "Is it slow?", "Ann Lee: Yes.", "+2 It never ends.", "Note: I tried twice.")
    found = read(tmp_path, vtt(*cues))
    assert [state for _, state in found.states] == ["staff", "used", "used"]
    assert found.words == ["Yes.", "It never ends. Note: I tried twice."]
    assert found.people == ["Ann Lee", "Ann Lee"]
    assert found.warnings == ["cues that name no speaker, after a pause: 1, read as the last speaker's"]


def test_a_name_of_one_word_is_a_speaker_if_it_comes_again(tmp_path: Path) -> None:
    cues = ("Ann: It is slow.", "Really.", "It is.", "Disk: full, it said.", "Ann: So.", "Yes.", "Gone.")
    found = read(tmp_path, vtt(*cues))
    assert found.words == ["It is slow. Really. It is. Disk: full, it said. So. Yes. Gone."]
    assert found.people == ["Ann"]


def test_a_name_with_and_without_its_label_is_one_speaker(tmp_path: Path) -> None:
    cues = ("<v Ann Lee (P3)>It is", "<v Ann Lee>slow.", "<v Moderator>Oh.", "<v Ann Lee>Yes.")
    found = read(tmp_path, vtt(*cues))
    assert (found.words, found.people) == (["It is slow.", "Yes."], ["P3", "P3"])
    assert found.units[0].names == ()


def test_of_unnamed_speakers_only_a_sentence_is_known_to_be_one_persons(tmp_path: Path) -> None:
    found = read(tmp_path, vtt("- Is it slow?\n- Very.", "So I", "left.", "Then nothing."))
    assert found.words == ["Is it slow?", "Very.", "So I left.", "Then nothing."]


def test_a_dash_begins_a_turn_even_in_an_unfinished_sentence(tmp_path: Path) -> None:
    found = read(tmp_path, vtt("Ann Lee: It is", "- no\n- it is", "Ann Lee: slow."))
    assert found.words == ["It is", "no", "it is", "slow."]


def test_of_very_many_names_those_in_the_text_are_masked(tmp_path: Path) -> None:
    letters = [f"{one}{other}" for one in "abcdefgh" for other in "abcdefgh"]
    cues = [f"<v Uma{pair} Ray>I asked Uma{letters[n - 1]}." for n, pair in enumerate(letters)]
    unit = read(tmp_path, vtt(*cues)).units[5]
    assert "Umaae Ray" in unit.names
    assert len(unit.names) < 10


def test_answers_without_a_name_beside_a_named_moderator_are_the_participants(tmp_path: Path) -> None:
    cues = ("Moderator: Is it slow?", "Yes.", "Moderator: Why?", "No idea.")
    found = read(tmp_path, vtt(*cues), "P2_session.vtt")
    assert (found.words, found.people) == (["Yes.", "No idea."], ["P2", "P2"])


def test_voices_that_a_program_numbered_are_nobody(tmp_path: Path) -> None:
    cues = ("Speaker 1: Is it slow?", "Speaker 2: Yes.", "Speaker 1: Why?", "Speaker 3: It is.")
    found = read(tmp_path, vtt(*cues))
    assert (found.words, found.people) == (["Yes.", "It is."], [None, None])
    assert "'Speaker 1' asks 2 of the 2" in found.warnings[0]


def test_a_word_before_a_colon_is_no_speaker(tmp_path: Path) -> None:
    found = read(tmp_path, vtt("I saw this.", "Error: disk full.", "So I left.", "Then: nothing."))
    assert found.words == ["I saw this. Error: disk full. So I left. Then: nothing."]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("I was (laughs) <c.red>angry</c>", "I was angry"),
        ("{\\an8}<font color=red>Go</font> &lt;div&gt; R&D &notit;", "Go <div> R&D &notit;"),
        ("I press [Save] (door)", "I press [Save] (door)"),
        ("It shows last month. [Music]", "It shows last month."),
        ("[Applause] It works. (door closes) (music) Now", "It works. Now"),
        (
            "It is slow. [Click on Save] and [Music] is gone",
            "It is slow. [Click on Save] and [Music] is gone",
        ),
        ("I said [inaudible] twice", "I said [inaudible] twice"),
        ("[inaudible]", ""),
        ("♪ la la ♪", ""),
        ("(door closes)", ""),
        ("...", ""),
    ],
)
def test_tags_and_sounds_are_no_words(line: str, text: str) -> None:
    (segment,) = segments((line,), lambda name: False)
    assert segment.text == text


def test_captions_that_roll_up_are_not_said_twice(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "WEBVTT\n\n00:00.100 --> 00:02.000\n \nso<00:00:00.320><c> I</c><00:00:00.560><c> open</c>\n\n"
        "00:02.000 --> 00:02.010\nso I open\n \n\n"
        "00:02.010 --> 00:04.000\nso I open\nit<00:00:02.500><c> now</c>\n",
    )
    assert (found.words, found.states) == (["so I open it now"], [("00:00:00", "used")])


def test_a_broken_cue_costs_itself_only(tmp_path: Path) -> None:
    content = (
        "WEBVTT\n\nNOTE somebody coughed here\n\n00:0x.000 --> 00:02.000\nlost\n\n"
        "00:02.000 --> 00:03.000\nkept one.\n\nstray\n\n00:61.000 --> 00:62.000\nlost\n\n"
        "00:07.000 --> 00:08.000\n<v Ann\n\n7\n"
        "00:09,000 --> 00:10,000\nkept two.\n\n00:12.000 --> 00:13.000\n"
    )
    found = read(tmp_path, content)
    assert [(place, state) for place, state in found.states if state != "rejected"] == [
        ("00:00:02", "used"), ("00:00:09", "used"), ("00:00:12", "empty"),
    ]  # fmt: skip
    assert [r.reason for r in found.records if r.state == "rejected"] == [
        "line 5: the time code cannot be read: '00:0x.000 --> 00:02.000'",
        "line 11: text without a time code",
        "line 13: the time code cannot be read: '00:61.000 --> 00:62.000'",
        "line 16: a voice tag is not closed",
    ]
    assert found.warnings == ["NOTE comments are no speech and were passed over, the first on line 3"]


def test_an_id_stays_when_another_turn_is_corrected(tmp_path: Path) -> None:
    one = read(tmp_path, vtt("P1: One.", "P2: Two."))
    other = read(tmp_path, vtt("P1: One and a half.", "P2: Two."))
    assert one.units[1].external_id == other.units[1].external_id
    assert one.units[0].external_id != other.units[0].external_id


def test_webvtt_and_srt_of_one_recording_give_the_same_feedback(tmp_path: Path) -> None:
    content = vtt("Moderator: Is it slow?", "P1: Yes.")
    srt = content.removeprefix("WEBVTT\n\n").replace(".000", ",000")
    assert read(tmp_path, content).units == read(tmp_path, srt, "session.srt").units


@pytest.mark.parametrize("content", [INTERVIEW, INTERVIEW.replace("WEBVTT - Export study\n", ""), vtt("Hi.")])
def test_a_transcript_is_recognized_by_its_content(tmp_path: Path, content: str) -> None:
    for charset in ("utf-8", "utf-8-sig", "utf-16"):
        (tmp_path / "notes.md").write_bytes(content.encode(charset))
        assert recognize(tmp_path / "notes.md").importer.name == "transcript"


def test_a_page_called_vtt_is_no_transcript(tmp_path: Path) -> None:
    path = tmp_path / "session.vtt"
    path.write_text("<!doctype html><html><body><p>Sign in to download</p></body></html>")
    with pytest.raises(UnclaimedFile):
        recognize(path)
    with pytest.raises(FileProblem, match=r"session.vtt is no transcript: it has no time codes"):
        read(tmp_path, path.read_text())


def test_a_head_alone_holds_no_records(tmp_path: Path) -> None:
    found = read(tmp_path, "WEBVTT\n")
    assert (found.records, found.warnings) == ([], ["no records in it"])


def test_a_transcript_cut_at_any_place_gives_records(tmp_path: Path) -> None:
    whole = INTERVIEW.encode()
    for size in range(64, len(whole), 64):
        found = read(tmp_path, whole[:size])
        assert all(record.reason or record.units for record in found.records), size


HOSTILE = ("<v A>" * 20_000, "<v " * 20_000, "[" * 90_000, "a:" * 40_000, "- x" * 30_000)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_cues_are_survived(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, vtt(text, "P1: Fine.", "\n".join([text] * 3)))
    assert "Fine." in found.words


def test_every_cue_of_a_very_long_recording_is_read(tmp_path: Path) -> None:
    cues = (f"{code(n)}.000 --> {code(n)}.500\n<v P{n % 9}>Number {n}." for n in range(30_000))
    found = read(tmp_path, "WEBVTT\n\n" + "\n\n".join(cues))
    assert Counter(state for _, state in found.states) == {"used": 30_000}


PIECES = (
    "WEBVTT\n\n", "\n\n", "\n", "\r", "1\n", "00:00:01.000 --> 00:00:02.000\n", "00:03,5 --> 00:04,0\n",
    " \n", "00:0x --> 00:02\n", "--> ", "<v Ann Lee>", "</v>", "<v ", "Moderator: How? ", "P3: It is slow.\n",
    "Ann: no\n", "- yes\n", "[Music]\n", "(laughs)", "NOTE participant: P6\n", "NOTE\ndate: 03/04/2026\n",
    "STYLE\n", "<c.x>", "&amp;", "&#0;", "\0", "♪", "…", "Speaker 1: ", "Ann Lee (P3): ", "<00:00:01.000>",
    "{\\an8}", "\u2028",
)  # fmt: skip


def check(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "session.vtt"
        path.write_bytes(content)
        try:
            head = InputFile.open(path).head
        except FileProblem:  # nothing but blanks
            return
        if not (is_webvtt(head) or time_codes(head)):
            with pytest.raises(FileProblem, match="no time codes"):
                read(Path(folder), content)
            return
        found = read(Path(folder), content)
        parts = list(read_cues(InputFile.open(Path(folder) / "session.vtt", name="x")))
    places = [place for place, _ in found.states]
    assert len(set(places)) == len(places)
    for record in found.records:
        assert (record.state == "used") == bool(record.units)
        assert record.reason or record.units
        repr(record).encode("utf-8")
    broken = sum(isinstance(part, Broken) for part in parts)
    assert sum(state == "rejected" for _, state in found.states) >= broken
    if any(isinstance(part, Cue) for part in parts) or broken:
        assert found.records


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_cut_up_of_real_pieces_gives_records_in_one_state_each(pieces: list[str], charset: str) -> None:
    check("".join(pieces).encode(charset, "replace"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_under_a_head_give_records(content: bytes) -> None:
    check(b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + content)


WORDS = ("export", "slow", "button", "rows", "never", "again.", "why?", "is", "it", "hidden.")
CUES = st.lists(
    st.tuples(
        st.sampled_from(["P1: ", "Moderator: ", "Ann Lee: ", "<v Bo>", "- ", ""]),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(CUES)
def test_no_word_of_a_participant_is_lost_or_said_twice(cues: list[tuple[str, list[str], int]]) -> None:
    with TemporaryDirectory() as folder:
        found = read(Path(folder), vtt(*(f"+{pause} {who}{' '.join(said)}" for who, said, pause in cues)))
    words = Counter(word for text in found.words for word in text.split())
    spoken = Counter(word for _, said, _ in cues for word in said)
    assert all(words[word] <= spoken[word] for word in WORDS)
    has_moderator = any(who.startswith("Moderator") for who, _, _ in cues)
    if not has_moderator and not any("taken" in warning for warning in found.warnings):
        assert {word: words[word] for word in WORDS} == {word: spoken[word] for word in WORDS}


def test_questions_that_nobody_in_particular_asks_are_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "call.vtt"
    cues = "00:01.000 --> 00:04.000\nWhy not use it?\n\n00:06.000 --> 00:09.000\nI never found it.\n"
    path.write_text(f"WEBVTT\n\n{cues}", encoding="utf-8")
    export = read_export(path, name="call.vtt", settings=ImportSettings())
    list(export.records)
    assert [warning for warning in export.warnings if warning.startswith("names no speakers")]
    path.write_text("WEBVTT\n\n" + cues.replace("?", "."), encoding="utf-8")
    alone = read_export(path, name="call.vtt", settings=ImportSettings())
    list(alone.records)
    assert not [warning for warning in alone.warnings if warning.startswith("names no speakers")]
