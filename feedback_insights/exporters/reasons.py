"""Why a figure is not known, and why a backlog item stands where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from feedback_insights.records import Feature, Score, Theme


def theme_reason(theme: Theme) -> str | None:
    """Why figures are missing, as "field: why"; None = none is."""
    if theme.status != "active":
        return f"{theme.status}: its successors have the figures"
    return "; ".join(_gaps(theme)) or None


def _gaps(theme: Theme) -> Iterator[str]:
    if theme.accounts is None:
        yield "accounts: no account is known"
    if theme.share is None or not theme.share.of:
        yield "share: nobody was heard"
    if theme.mood is None or theme.mood.mean is None:
        yield "mood: none of its statements here is tagged"
    if theme.requests is None:
        yield "requests: none of its statements here is tagged"
    if theme.burst is None:
        yield "burst: none of its statements here has a date"
    elif theme.burst.customers is None:
        yield "burst: people were not counted without it"
    if theme.stability is None:
        made = theme.origin != "found"
        yield f"stability: {'it comes back whatever is found' if made else 'it was not grouped again'}"
    if theme.fidelity is None:
        yield "fidelity: it has too few statements, or is an area"


def effort_reason(feature: Feature, effort: float | None) -> str | None:
    """Why the effort is missing; None = it is there."""
    if effort is not None:
        return None
    return "effort: the backlog has none" if feature.effort is None else "effort: the backlog's is no number"


def explained(score: Score) -> str:
    """One sentence on why a backlog item stands where it stands."""
    from feedback_insights.priority import reason_sentence  # loads numpy

    return reason_sentence(score)
