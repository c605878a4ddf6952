"""What a reader must know beside the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedback_insights.directory import Directory
from feedback_insights.records import FileReport, Run
from feedback_insights.report.parts import Extent, FeatureRow
from feedback_insights.report.words import natural, out_of, plural, share_of
from feedback_insights.settings import Settings

MOST = 5  # languages that are named


def problems(files: Sequence[FileReport], run: Run) -> tuple[str, ...]:
    """What needs somebody's attention: unread records first, then warnings, then the run's own."""
    ordered = sorted(files, key=lambda file: (natural(file.file), file.sha256))
    rejected = [
        f"{file.file}: {plural(count, 'record')} of {file.ledger.records:,} could not be read"
        for file in ordered
        if (count := file.ledger.states.get("rejected", 0))
    ]
    unused = [
        f"{file.file}: no record holds feedback"
        for file in ordered
        if file.ledger.records and not file.ledger.units and not file.ledger.states.get("duplicate")
    ]
    warnings = [f"{file.file}: {warning}" for file in ordered for warning in file.warnings]
    return tuple(dict.fromkeys([*rejected, *unused, *warnings, *run.notes]))


def limits(files: Sequence[FileReport], scope: Extent) -> tuple[str, ...]:
    """What the figures cannot hold: for want of words in an export, or of an encoder that reads them."""
    of_files = [f"{file.file} {limit}" for file in files for limit in file.limits]
    return tuple(dict.fromkeys([*of_files, *_about_unread(scope)]))


def _about_unread(scope: Extent) -> Iterator[str]:
    if scope.unread_items:
        which = ", ".join(f"{language} {count:,}" for language, count in scope.unread_languages[:MOST])
        others = len(scope.unread_languages) - MOST
        more = f" and {plural(others, 'other')}" if others > 0 else ""
        verb = "is" if scope.unread_items == 1 else "are"
        told = out_of(scope.unread_items, scope.feedback, "item", heard=scope.people)
        yield (
            f"{told} {verb} in languages that the encoder cannot read ({which}{more}) and in no theme;"
            " --encoder names one that can."
        )


def notes(
    scope: Extent,
    features: Sequence[FeatureRow],
    directory: Directory,
    settings: Settings,
    *,
    silent: Sequence[str] = (),
) -> tuple[str, ...]:
    """What a reader must know to read the figures rightly."""
    return tuple(
        dict.fromkeys(
            [
                *_about_people(scope, settings),
                *_about_text(scope, settings),
                *_about_seeds(silent),
                *_about_features(features),
                *directory.notes,
            ]
        )
    )


def _about_people(scope: Extent, settings: Settings) -> Iterator[str]:
    if scope.feedback and scope.in_sessions == scope.feedback:
        yield "Participants were picked, not counted: they show what there is, not how common it is."
    elif scope.feedback and not settings.priority.sampled_channels:
        yield (
            "Those who write in choose themselves: the counts are lower bounds and an order, not how common"
            " a wish is among everybody."
        )
    if scope.assumed:
        yield (
            f"{scope.assumed:,} of {scope.people:,} people are assumed, one per record, because those records"
            " name no author; they may be fewer. Behind a backlog item those of one channel count as one."
        )
    if scope.feedback and not scope.accounts:
        yield "No account is known, so there is no count of accounts and no revenue."
    if settings.report.min_people > 1:
        yield f"Words are quoted only where at least {settings.report.min_people} people stand behind them."


def _about_text(scope: Extent, settings: Settings) -> Iterator[str]:
    foreign = sum(count for language, count in scope.languages if language not in ("en", "?"))
    if foreign:
        yield (
            f"{plural(foreign, 'item')} ({share_of(foreign, scope.feedback)}) not in English; moods, links"
            " and names of themes are made for English and less sure there."
        )
    if scope.undated:
        yield f"{plural(scope.undated, 'item')} carry no date and count as part of the period."
    if settings.normalize.keep_pii:
        yield "Personal data was left in the text, as the settings ask."


def _about_seeds(silent: Sequence[str]) -> Iterator[str]:
    if silent:
        named = ", ".join(silent[:5]) + (f" and {len(silent) - 5:,} more" if len(silent) > 5 else "")
        verb = "is" if len(silent) == 1 else "are"
        yield (
            f"{plural(len(silent), 'theme')} to start from that nobody here speaks of {verb} not counted"
            f" among the themes: {named}."
        )


def _about_features(features: Sequence[FeatureRow]) -> Iterator[str]:
    if not features:
        yield (
            "No backlog was given. With one, every theme is matched with its items, items are ranked by who"
            " asks for them, and themes without an item stand out."
        )
        return
    lacking = sum(feature.effort is None for feature in features)
    if lacking:
        yield (
            f"{lacking} of {plural(len(features), 'backlog item')} lack effort; their RICE is unknown, not 0."
        )
    weak = sum(feature.supported and not feature.people for feature in features)
    if weak:
        yield f"{plural(weak, 'item')} rest only on links too unsure to count anybody."
