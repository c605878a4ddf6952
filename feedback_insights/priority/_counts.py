"""How many people and accounts, and how much revenue, stand behind one feature."""

from __future__ import annotations

from math import fsum, inf, sqrt

import numpy as np

from feedback_insights.priority._case import (
    ACCOUNTS,
    PEOPLE,
    REVENUE,
    UNITS,
    Case,
    Contributions,
    arr,
    money_step,
)
from feedback_insights.priority.uncertainty import Floats
from feedback_insights.records import Value


def reach_values(case: Case) -> dict[str, Value]:
    """The expected number of people, its spread from the links alone, and the plain counts."""
    following = case.following
    spread = sqrt(_link_variance(following.q))
    spread_method = "sd from link uncertainty alone: sqrt(sum of q (1 - q))"
    halves = np.cumsum(np.sort(following.unit_reach)[::-1])
    half = 1 + int(np.searchsorted(halves, halves[-1] / 2))
    return {
        "reach": _reach(case),
        "reach_link_sd": case.plain(spread, spread_method),
        "people": _people(case),
        "accounts": _accounts(case),
        "accounts_counted": _accounts_counted(case),
        "units": case.plain(
            float(following.speakers.size), "accounts, and people without one, with any link"
        ),
        "units_half": case.plain(
            float(half), "fewest accounts, or people without one, with half of the reach"
        ),
    }


def _reach(case: Case) -> Value:
    """Expected unique people."""
    return case.total(
        fsum(case.following.q),
        "observed: each person's largest link probability, summed; a lower bound",
        case.sums.facts[:, PEOPLE],
        _bounded_note(case),
        _accepted_note(case),
        sum_of=Contributions(
            parts=case.following.unit_reach,
            link_variance=_link_variance(case.following.q),
            behind=case.behind,
            of=case.crowd.units,
            whole=float(len(case.crowd.names)),
            noun=UNITS,
        ),
    )


def _assumed_note(case: Case, customers: tuple[str, ...]) -> str:
    assumed = len(case.directory.assumed.intersection(customers))
    if not assumed:
        return ""
    return f"customers_assumed: {assumed} of {len(customers)} people, one per anonymous record"


def _bounded_note(case: Case) -> str:
    note = _assumed_note(case, case.following.customer)
    return f"{note} ({_one_per_channel(case):.1f} with one per channel)" if note else ""


def _one_per_channel(case: Case) -> float:
    """The reach if all anonymous records of one channel were one person's."""
    surest: dict[tuple[bool, str], float] = {}
    for row in case.following.rows:  # the strongest first
        customer = case.directory.customer[row.feedback_id]
        assumed = customer in case.directory.assumed
        surest.setdefault((assumed, row.channel or row.source if assumed else customer), row.probability)
    return fsum(surest.values())


def _accepted_note(case: Case) -> str:
    return "" if case.following.accepted.any() else "no_link_accepted: only links below the threshold"


def _accepted_customers(case: Case) -> tuple[str, ...]:
    return tuple(c for c, yes in zip(case.following.customer, case.following.accepted, strict=True) if yes)


def _people(case: Case) -> Value:
    """People with an accepted link. At least: if all anonymous records of one channel were one person."""
    accepted, assumed = _accepted_customers(case), case.directory.assumed
    channels = {
        row.channel or row.source
        for row in case.following.rows
        if row.accepted and case.directory.customer[row.feedback_id] in assumed
    }
    sure = len(set(accepted) - assumed) + len(channels)
    return Value(
        value=float(len(accepted)),
        low=float(sure),
        high=float(len(accepted)),
        method="people with an accepted link, each once; low: one anonymous person per channel",
        reason="; ".join(filter(None, (_assumed_note(case, accepted), _accepted_note(case)))),
        evidence=case.following.evidence,
    )


def _accounts_counted(case: Case) -> Value:
    accounts = {case.directory.account[customer] for customer in _accepted_customers(case)} - {None}
    if not case.following.account:
        return case.unknown("account_unknown: nobody behind it has a known account")
    return case.plain(float(len(accounts)), "accounts with an accepted link, each once")


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
