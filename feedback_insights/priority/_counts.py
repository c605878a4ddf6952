"""How many people and accounts, and how much revenue, stand behind one feature."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import fsum, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from feedback_insights.priority._case import (
    ACCOUNTS,
    EVERY_RECORD,
    PEOPLE,
    REVENUE,
    UNITS,
    Case,
    Contributions,
    arr,
    money_step,
)
from feedback_insights.priority._voices import fewest
from feedback_insights.priority.uncertainty import Floats
from feedback_insights.records import Value


def reach_values(case: Case) -> dict[str, Value]:
    """The expected number of people, its spread from the links alone, and the plain counts."""
    following = case.following
    spread = sqrt(_link_variance(following.q_counted))
    spread_method = "sd from link uncertainty alone: sqrt(sum of q (1 - q))"
    parts = following.by_unit(following.q_counted)
    halves = np.cumsum(np.sort(parts)[::-1])
    half = 1 + int(np.searchsorted(halves, halves[-1] / 2))
    return {
        "reach": _reach(case),
        "reach_link_sd": case.plain(spread, spread_method),
        "people": _people(case),
        "accounts": _accounts(case),
        "accounts_counted": _accounts_counted(case),
        "units": case.plain(
            float(np.count_nonzero(parts)), "accounts, and people without one, with any link"
        ),
        "units_half": case.plain(
            float(half), "fewest accounts, or people without one, with half of the reach"
        ),
    }


def _reach(case: Case) -> Value:
    """Expected unique people: the lower bound, its interval up to where every anonymous record is a person.

    Ranks go by the lower bound, in which all anonymous records of one channel are one person's.
    """
    following = case.following
    least = _expected(case, following.q_counted, PEOPLE, _accepted_note(case))
    if not _assumed(case, following.customer):
        return least
    most = _expected(case, following.q, EVERY_RECORD)
    assert most.value is not None
    assert most.high is not None
    assert least.high is not None
    return replace(
        least,
        high=max(least.high, most.high),
        method=f"{least.method}; high: that of {most.value:.1f}, every anonymous record a person",
        reason="; ".join(filter(None, (_assumed_note(case, most.value), least.reason))),
    )


def _expected(case: Case, q: Floats, column: int, *reasons: str) -> Value:
    parts, behind = case.following.by_unit(q), _largest_by_unit(case, q)
    return case.total(
        fsum(q),
        "observed: each person's largest link probability, summed; a lower bound",
        case.sums.facts[:, column],
        *reasons,
        sum_of=Contributions(
            parts=parts,
            link_variance=_link_variance(q),
            behind=fsum(behind),
            of=case.crowd.units,
            whole=float(len(case.crowd.names)),
            noun=UNITS,
        ),
    )


def _largest_by_unit(case: Case, q: Floats) -> Floats:
    places = np.unique(case.following.unit, return_inverse=True)[1]
    largest = np.zeros(case.following.speakers.size)
    np.maximum.at(largest, places, q)
    return largest


def _assumed(case: Case, customers: Collection[str]) -> int:
    return len(case.directory.assumed.intersection(customers))


def _assumed_note(case: Case, most: float) -> str:
    customers = case.following.customer
    return (
        f"customers_assumed: {_assumed(case, customers)} of {len(customers)} people are anonymous records;"
        f" those of one channel count as one person, {most:.1f} if each is one"
    )


def _accepted_note(case: Case) -> str:
    return "" if case.following.accepted.any() else "no_link_accepted: only links below the threshold"


def _customers(case: Case, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(c for c, yes in zip(case.following.customer, chosen, strict=True) if yes)


def _people(case: Case) -> Value:
    """People who ask for it, at least: sure by themselves, all anonymous records of one channel one person's.

    At most: everybody with an accepted link, also through a theme alone, every anonymous record a person.
    """
    sure = [row for row in case.following.rows if row.accepted and row.sure]
    least = float(len(fewest(sure, case.directory)))
    most = _customers(case, case.following.accepted)
    through, assumed = len(most) - int(case.following.sure.sum()), _assumed(case, most)
    return Value(
        value=least,
        low=least,
        high=float(len(most)),
        method="people with a link that is sure by itself, each once, one anonymous person per channel;"
        " high: all with an accepted link, every anonymous record a person",
        reason="; ".join(
            filter(
                None,
                (
                    f"customers_assumed: {assumed} of {len(most)} people are anonymous records"
                    if assumed
                    else "",
                    f"by_theme: {through} of {len(most)} people only as members of a linked theme"
                    if through
                    else "",
                    _accepted_note(case),
                ),
            )
        ),
        evidence=case.following.evidence,
    )


def _accounts_counted(case: Case) -> Value:
    if not case.following.account:
        return case.unknown("account_unknown: nobody behind it has a known account")
    least, most = (
        float(len({case.directory.account[customer] for customer in _customers(case, chosen)} - {None}))
        for chosen in (case.following.sure, case.following.accepted)
    )
    found = case.plain(least, "accounts with a link that is sure by itself; high: with an accepted link")
    return replace(found, low=least, high=most)


def _accounts(case: Case) -> Value:
    following, expected = case.following, _expected_accounts(case)
    if not following.account:
        return case.unknown("account_unknown: nobody behind it has a known account")
    alone = following.speakers.size - len(following.account)
    return case.total(
        expected,
        "expected accounts: each account's largest link probability, summed; a lower bound",
        case.sums.account_facts[:, ACCOUNTS],
        f"partial: {alone} of {len(following.customer)} people have no known account" if alone else "",
        sum_of=by_account(case, np.ones(len(following.account)), len(case.crowd.accounts)),
    )


def _expected_accounts(case: Case) -> float:
    return fsum(_account_q(case))


def _account_q(case: Case) -> Floats:
    return case.following.unit_q[: len(case.following.account)]


def by_account(case: Case, weights: Floats, whole: float = inf) -> Contributions:
    """What a sum of a weight per account is made of."""
    q = _account_q(case)
    return Contributions(
        parts=weights * q,
        link_variance=_link_variance(q, weights),
        behind=_expected_accounts(case),
        of=len(case.crowd.accounts),
        whole=whole,
        noun="accounts",
    )


def _link_variance(q: Floats, weights: Floats | float = 1.0) -> float:
    return fsum(weights**2 * q * (1 - q))


def revenue_values(case: Case) -> dict[str, Value]:
    """Yearly revenue of the accounts behind the feature, and how much of it the largest one holds."""
    accounts = [case.directory.accounts[a] for a in case.following.account]
    paying = [a for a in accounts if a.arr is not None]
    currencies = sorted({a.currency or "unknown" for a in paying})
    coverage = f"{len(paying)} of {len(accounts)} accounts have revenue"
    if not paying:
        return dict.fromkeys(_REVENUE, case.unknown(f"revenue_unknown: {coverage}"))
    if len(currencies) > 1:
        return dict.fromkeys(_REVENUE, case.unknown(f"currency_mixed: {', '.join(currencies)}"))
    revenue = np.array([arr(a) for a in accounts])
    parts = revenue * _account_q(case)
    total = case.total(
        fsum(parts),
        f"each account's largest link probability times its yearly revenue, in {currencies[0]}",
        case.sums.account_facts[:, REVENUE] * money_step(revenue),
        "" if len(paying) == len(accounts) else f"partial: {coverage}",
        sum_of=by_account(case, revenue),
    )
    return dict(zip(_REVENUE, (total, _top_share(case, parts)), strict=True))


_REVENUE = ("revenue", "revenue_top_share")


def _top_share(case: Case, parts: Floats) -> Value:
    total, top = fsum(parts), int(np.argmax(parts))
    if total == 0:
        return case.unknown("revenue_zero: the accounts with a known revenue pay nothing")
    share = float(parts[top]) / total
    flag = (
        f"one_account: {case.following.account[top]} holds {share:.0%} of the revenue" if share > 0.5 else ""
    )
    return case.plain(share, "share of the largest account in the revenue", flag)
