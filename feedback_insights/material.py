"""What an analysis is made from: what it reads, encoders, settings in effect, and a hash of it all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedback_insights.directory import Directory
from feedback_insights.linking import BacklogLinker, accepting
from feedback_insights.normalize import NORMALIZER_VERSION
from feedback_insights.records import Decision, Feature, Feedback, LoadedTie, Seed, Theme
from feedback_insights.settings import Settings
from feedback_insights.tagging import AspectTagger, RequestTagger, SentimentTagger, TrainedTagger, load_head
from feedback_insights.triage import bearing

if TYPE_CHECKING:
    from feedback_insights.embedding import SentenceEncoder


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an analysis reads."""

    run_id: str
    feedback: Sequence[Feedback]  # those that count
    features: Sequence[Feature]
    directory: Directory
    decisions: Sequence[Decision]
    previous: Sequence[Theme]  # of the run before, retired ones included
    theme_ids: Sequence[str]  # every id ever given
    seeds: Sequence[Seed] = ()
    ties: Sequence[LoadedTie] = ()  # of a file
    yardstick: Sequence[Feature] = ()  # the state of the backlog that the run before measured links by


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoders:
    """The encoder that makes the themes, and the one that the shipped tags and links were trained with."""

    themes: SentenceEncoder
    trained: SentenceEncoder

    def named(self, name: str) -> SentenceEncoder:
        """The one that a head was trained with; the latter, if neither is: a tagger tells what is wrong."""
        return self.themes if self.themes.name == name else self.trained

    def read_by(self, name: str, settings: Settings) -> frozenset[str] | None:
        """What `languages` says, of the encoder that a head was trained with."""
        return self.languages(settings) if name == self.themes.name else self.named(name).languages

    def languages(self, settings: Settings) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that themes are made from; None: whatever there is."""
        told = settings.encoder.languages
        return self.themes.languages if told is None else frozenset(told)


def as_of(feedback: Iterable[Feedback], settings: Settings) -> str:
    """The report's date: the one set, else the newest in the data; "" if no feedback has a date."""
    if settings.report.as_of:
        return settings.report.as_of.isoformat()
    return max((f.created.date().isoformat() for f in feedback if f.created), default="")


def settings_in_effect(settings: Settings, encoders: Encoders) -> dict[str, Any]:
    """The settings that decide what comes out: all but the number of threads."""
    shown = settings.model_dump(
        mode="json",
        exclude={"encoder": {"threads", "allow_download"}, "tagging": True},  # heads: see `models_used`
    )
    shown["links"] = accepting(settings.links).model_dump(mode="json")
    languages = encoders.languages(settings)
    shown["encoder"]["languages"] = None if languages is None else sorted(languages)
    shown["tagging"] = {
        tagger.kind: {"confident": tagger.threshold, "mix": list(tagger.mix)}
        for tagger in taggers(settings, encoders)
    }
    return shown


def taggers(settings: Settings, encoders: Encoders) -> tuple[SentimentTagger, RequestTagger]:
    """The taggers with the heads that the settings name, each on the encoder of its head."""
    chosen = settings.tagging
    return (
        SentimentTagger(_encoder_of(SentimentTagger, chosen.sentiment, encoders), head=chosen.sentiment),
        RequestTagger(_encoder_of(RequestTagger, chosen.requests, encoders), head=chosen.requests),
    )


def _encoder_of(tagger: type[TrainedTagger], head: Path | None, encoders: Encoders) -> SentenceEncoder:
    return encoders.named(load_head(tagger.path_of(head)).encoder)


def models_used(settings: Settings, encoders: Encoders) -> dict[str, str]:
    """Name and hash of every model that has a part in the figures."""
    trained = encoders.trained
    tones, requests = taggers(settings, encoders)
    other = {"encoder_of_tags_and_links": trained.name} if trained.name != encoders.themes.name else {}
    return {
        "encoder": encoders.themes.name,
        **other,
        "sentiment": tones.name,
        "requests": requests.name,
        "aspects": AspectTagger().name,
        "linking": BacklogLinker.calibration_name(),
    }


def versions_used() -> dict[str, str]:
    """Versions of what decides the bytes."""
    from feedback_insights import __version__

    return {"feedback_insights": __version__, "normalizer": NORMALIZER_VERSION}


def fingerprint(material: Material, settings: Settings, encoders: Encoders) -> str:
    """A hash of everything an analysis depends on; equal fingerprints make a second run needless.

    Pseudonyms depend on the workspace's key; the directory's ids, which do not, stand for them.
    """
    digest = blake2b(digest_size=16)

    def add(*parts: object) -> None:
        digest.update(json.dumps(parts, sort_keys=True, default=str).encode("utf-8", "replace") + b"\n")

    add(settings_in_effect(settings, encoders), models_used(settings, encoders), versions_used())
    directory = material.directory
    for item in sorted(material.feedback, key=lambda f: f.id):
        customer = directory.customer[item.id]
        facts = (
            item.text, item.created, item.channel, item.voice, item.rating, item.audience, item.product,
            item.prompt, item.session, item.lang, item.refs,
        )  # fmt: skip
        add(item.id, facts, customer, directory.account[customer])
    for feature in sorted(material.features, key=lambda f: f.id):
        add(asdict(feature))
    for _, account in sorted(directory.accounts.items()):
        add(asdict(account))
    for seed in sorted(material.seeds, key=lambda s: s.id):
        add(asdict(seed))
    for tie in sorted(material.ties):
        add(asdict(tie))
    for decision in bearing(material.decisions):
        add(decision.id, decision.author, decision.verb, dict(decision.arguments))
    return digest.hexdigest()
