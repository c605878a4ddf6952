"""What frameworks beside RICE need of the evidence: shares of people and revenue, breadth, what presses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum

import numpy as np

from feedback_insights.directory import Directory
from feedback_insights.priority._case import PEOPLE, Case, arr
from feedback_insights.priority._counts import by_account
from feedback_insights.priority._value_metric import ACCOUNT_CAP, capped_revenue_share
from feedback_insights.priority._voices import Following, fewest
from feedback_insights.priority.platform import breadth
from feedback_insights.priority.uncertainty import Floats, Voices
from feedback_insights.records import Value
from feedback_insights.statistics.trends import mann_kendall

RISING = 0.1  # p of a trend that counts as one
_SHARES = 2**20  # an account's capped share of all revenue in whole steps


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What is known of the feedback beside who wrote it, and of all revenue."""

    directory: Directory
    product: Mapping[str, str | None]  # by feedback id, of everything heard
    channel: Mapping[str, str]  # likewise; the source where there is no channel
    pressing: Set[str]  # statements that name a deadline or a legal duty
    week: Mapping[str, int]  # by statement, of those with a date: weeks from the first one heard
    heard: Sequence[int]  # per week: different people who said anything
    coverage_needed: float  # share of the people heard whose product must be known, or breadth is refused

    @cached_property
    def products(self) -> tuple[str, ...]:
        """Every product that somebody was heard about."""
        return tuple(sorted({name for name in self.product.values() if name}))

    @cached_property
    def fewest(self) -> int:
        """How many people were heard at least."""
        return len(self.directory.fewest(self.channel.items()))

    @cached_property
    def heard_of(self) -> dict[str, int]:
        """How many different people were heard per product."""
        pairs = {(name, self.directory.customer[id]) for id, name in self.product.items() if name}
        return {name: sum(one == name for one, _ in pairs) for name in self.products}

    @cached_property
    def coverage(self) -> float:
        """The share of the people heard that have a known product."""
        people = set(self.directory.customer.values())
        known = {self.directory.customer[id] for id, name in self.product.items() if name}
        return len(known) / len(people) if people else 0.0

    @cached_property
    def revenue(self) -> tuple[float, str]:
        """The yearly revenue of all accounts, and why it is not known, if it is not (then it is 0)."""
        paying = [one for one in self.directory.accounts.values() if one.arr is not None]
        currencies = sorted({one.currency or "unknown" for one in paying})
        if len(currencies) > 1:
            return 0.0, f"currency_mixed: {', '.join(currencies)}"
        total = fsum(arr(one) for one in paying)
        return total, "" if total else "revenue_unknown: no account has a revenue"

    def capped(self, following: Following) -> Floats:
        """The share of all revenue that each account behind a feature has, at most the cap."""
        total = self.revenue[0]
        shares = [arr(self.directory.accounts[a]) / total if total else 0.0 for a in following.account]
        return np.minimum(np.array(shares, dtype=np.float64), ACCOUNT_CAP)

    def pressed(self, following: Following) -> Set[str]:
        """The fewest people who name a deadline or a legal duty, as customers."""
        rows = (row for row in following.rows if row.accepted and row.statement_id in self.pressing)
        return fewest(rows, self.directory)

    def widened(self, voices: Voices, following: Following) -> Voices:
        """The same voices, with more to sum: who names a deadline, who speaks of each product."""
        place = {name: n for n, name in enumerate(self.products)}
        number = {customer: n for n, customer in enumerate(following.customer)}
        facts = np.zeros((following.q.size, 1 + len(place)))
        for customer in self.pressed(following):
            facts[number[customer], 0] = 1
        for row in following.rows:
            who = number[self.directory.customer[row.feedback_id]]
            if name := self.product.get(row.feedback_id):
                facts[who, 1 + place[name]] = 1
        shares = np.rint(self.capped(following) * _SHARES)
        return Voices(
            unit=voices.unit,
            q=voices.q,
            facts=np.hstack([voices.facts, facts]),
            speakers=voices.speakers,
            account_facts=np.column_stack([voices.account_facts, shares]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WideInputs:
    """Inputs with their draws; what is missing, or exact, has none."""

    values: Mapping[str, Value]
    draws: Mapping[str, Floats]


def wide_inputs(case: Case, around: Surroundings, *, first: int) -> WideInputs:
    """demand_share, revenue_share, breadth, pressing (people with a deadline) and trend of one feature.

    `first` is the column of the first fact that `Surroundings.widened` added.
    """
    values: dict[str, Value] = {}
    draws: dict[str, Floats | None] = {}
    values["demand_share"], draws["demand_share"] = _demand(case, around)
    values["revenue_share"], draws["revenue_share"] = _revenue(case, around)
    counts = case.sums.facts[:, first + 1 :]
    values["breadth"], draws["breadth"] = _breadth(case, around, counts)
    values["pressing"], draws["pressing"] = _pressing(case, around, case.sums.facts[:, first])
    values["trend"] = _trend(case, around)
    known = {name: found for name, found in draws.items() if found is not None}
    return WideInputs(values=values, draws=known)


def _demand(case: Case, around: Surroundings) -> tuple[Value, Floats]:
    """Over and under the line all anonymous records of one channel are one person's, as in the reach."""
    heard = around.fewest
    draws = case.sums.facts[:, PEOPLE] / heard
    ends = np.quantile(draws, [0.05, 0.95])
    share = fsum(case.following.q_counted) / heard
    value = case.plain(
        share,
        f"expected people out of {heard} heard at least, who chose to speak; not post-stratified: no"
        f" population is declared; 90 % cluster bootstrap, {len(draws)} draws",
    )
    return _ends(value, ends), np.minimum(draws, 1.0)


def _ends(value: Value, ends: Floats) -> Value:
    assert value.value is not None
    low, high = min(value.value, float(ends[0])), max(value.value, float(ends[1]))
    return replace(value, low=low, high=min(high, 1.0))


def _revenue(case: Case, around: Surroundings) -> tuple[Value, Floats | None]:
    total, why = around.revenue
    following = case.following
    if why:
        return case.unknown(why), None
    if not following.account:
        return case.unknown("account_unknown: nobody behind it has a known account"), None
    accounts = [around.directory.accounts[a] for a in following.account]
    paying = [n for n, account in enumerate(accounts) if account.arr is not None]
    if not paying:
        return case.unknown(f"revenue_unknown: 0 of {len(accounts)} accounts have revenue"), None
    q = following.unit_q[: len(accounts)]
    share = capped_revenue_share(
        [arr(accounts[n]) for n in paying], total=total, support=[float(q[n]) for n in paying]
    )
    assert share is not None
    draws = case.sums.account_facts[:, -1] / _SHARES
    lacking = len(accounts) - len(paying)
    value = case.total(
        share,
        "each account's largest link probability times its share of all revenue, at most"
        f" {ACCOUNT_CAP:.0%} each",
        draws,
        f"partial: {len(paying)} of {len(accounts)} accounts have revenue" if lacking else "",
        sum_of=by_account(case, around.capped(following), 1.0),
    )
    return value, np.minimum(draws, 1.0)


def _breadth(case: Case, around: Surroundings, counts: Floats) -> tuple[Value, Floats | None]:
    names = around.products
    if around.coverage < around.coverage_needed:
        return case.unknown(
            f"product_coverage: {around.coverage:.0%} of the people heard have a known product;"
            f" breadth needs {around.coverage_needed:.0%} (platform.coverage)"
        ), None
    heard = np.array([around.heard_of[name] for name in names], dtype=np.float64)
    raised = _raised(case, around)
    found = breadth(
        raised=raised.tolist(), heard=heard.tolist(), draws=case.settings.draws, seed=case.settings.seed
    )
    if found.breadth is None:
        return case.unknown(
            f"product_unknown: {found.reason or 'nobody behind it has a known product'}"
        ), None
    value = Value(
        value=found.breadth,
        low=found.low,
        high=found.high,
        method=f"how evenly over {len(names)} products, by rates of the people heard in each",
        reason="single_product: one product has more than 80 % of it" if found.single_product else "",
        evidence=case.following.evidence,
    )
    return value, _spread(counts / heard, found.breadth)


def _raised(case: Case, around: Surroundings) -> Floats:
    place = {name: n for n, name in enumerate(around.products)}
    pairs = {
        (around.product.get(row.feedback_id), around.directory.customer[row.feedback_id])
        for row in case.following.rows
    }
    q = dict(zip(case.following.customer, case.following.q.tolist(), strict=True))
    sums: list[list[float]] = [[] for _ in place]
    for name, who in sorted((name, who) for name, who in pairs if name):
        sums[place[name]].append(q[who])
    return np.array([fsum(one) for one in sums])


def _spread(rates: Floats, otherwise: float) -> Floats:
    """Breadth in every draw; one without any customer of a known product says nothing new."""
    total = rates.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = rates / total
        d1 = np.exp(-np.where(p > 0, p * np.log(p), 0.0).sum(axis=1))
    found = np.clip((d1 - 1) / max(rates.shape[1] - 1, 1), 0.0, 1.0)
    return np.where(total[:, 0] > 0, found, otherwise)


def _pressing(case: Case, around: Surroundings, draws: Floats) -> tuple[Value, Floats]:
    following = case.following
    who = around.pressed(following)
    q = [float(q) for name, q in zip(following.customer, following.q, strict=True) if name in who]
    return case.plain(fsum(q), "expected people who name a deadline or a legal duty"), draws


def _trend(case: Case, around: Surroundings) -> Value:
    """Kendall's tau of the weekly share of people who ask for it; 0 where nothing rises or falls surely."""
    asked = {
        (around.week[row.statement_id], around.directory.customer[row.feedback_id])
        for row in case.following.rows
        if row.accepted and row.statement_id in around.week
    }
    people = np.bincount([week for week, _ in asked], minlength=len(around.heard)) if asked else np.zeros(0)
    if not people.size:
        return case.unknown("trend_unknown: nothing that asks for it has a date")
    heard = np.asarray(around.heard, dtype=np.float64)
    found = mann_kendall(np.divide(people, heard, out=np.full(heard.size, np.nan), where=heard > 0))
    if found.tau is None or found.reported_p is None:
        return case.unknown(f"trend_unknown: {found.n} weeks, fewer than eight")
    sure = found.reported_p < RISING
    method = f"Kendall's tau of the weekly share of people, {found.n} weeks, p {found.reported_p:.2g}"
    return case.plain(found.tau if sure else 0.0, method if sure else f"no clear trend: {method}")
