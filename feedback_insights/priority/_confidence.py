"""How sure a feature's figures are, as RICE's confidence: the lowest of three bands."""

from __future__ import annotations

from math import fsum, sqrt

from feedback_insights.priority._case import Case
from feedback_insights.priority._rice_inputs import link_band, source_band, width_band
from feedback_insights.records import Value
from feedback_insights.statistics.proportions import Z90

_EXACT = 12  # decimals: nine links of .9 are .9 on average, whatever their sum in floats


def confidence_value(case: Case) -> Value:
    """The lowest of three bands: how sure the links are, how wide the reach is, how many channels say so."""
    bands = [_link_band(case), _width_band(case), _channel_band(case)]
    lowest = min(band for band, _ in bands)
    why = ", ".join(f"{band:g} ({text})" for band, text in bands)
    return case.plain(lowest, f"lowest of three bands: {why}")


def _link_band(case: Case) -> tuple[float, str]:
    accepted = case.following.q[case.following.accepted]
    if not accepted.size:
        return 0.5, "no link is accepted"
    mean = round(fsum(accepted) / accepted.size, _EXACT)
    return link_band(mean), f"accepted links {mean:.2f} on average"


def _width_band(case: Case) -> tuple[float, str]:
    """By the half-width that the reach's 90 % bootstrap interval has among very many others heard.

    How many others were heard, and the luck of the draws, would otherwise move a score (rule 3 of the
    prioritization spec). A unit that is drawn Poisson(1) times adds (sum of q)^2 to the variance, and links
    count where they are more in doubt than that (see `link_share`).
    """
    q = case.following.q_counted
    variance = max(fsum(case.following.by_unit(q) ** 2), fsum(q * (1 - q)))
    half = round(Z90 * sqrt(variance) / fsum(q), _EXACT)
    return width_band(half), f"reach +-{min(half, 99):.0%}"


def _channel_band(case: Case) -> tuple[float, str]:
    rows = [row for row in case.following.rows if row.accepted] or case.following.rows
    channels = sorted({row.channel or row.source for row in rows})
    sampled = {row.channel for row in rows}.union(row.source for row in rows)
    good = not sampled.isdisjoint(case.settings.sampled_channels)
    several = len(channels) >= 2
    kind = "one of them sampled" if good and several else "sampled" if good else "opt-in"
    return source_band(len(channels), good), f"{len(channels)} channel{'s' * several}, {kind}"
