"""A workspace's own calibration and ranking, learnt from as few as twenty answers of yes or no.

The shipped model is the prior; answers move it. With x the standardised measures of a pair, w the shipped
weights and b the shipped intercept, the learnt log-odds are

    b + level + sum over measures of (1 + slope + change) w x        each ~ Normal(0, its width); the MAP

This is logistic regression with a Gaussian prior centred on another model (MAP adaptation: Chelba and Acero
2004, "Adaptation of maximum entropy capitalizer"; of one slope and level, Platt 1999). Of the step from the
shipped model to the MAP only a part is gone: n^2 / (n^2 + 10^2) after n answers, times how surely the step
foretells answers that were left out (ten-fold cross-validation: 0 up to one standard error better than the
shipped model, all of it from two on). So no answer gives exactly the shipped model, five hardly move it, two
hundred speak for themselves, and answers that teach nothing leave it as it is.

**Which answers.** A pair is asked because of its measures (it is uncertain, many people hang on it). Given
the measures, the chance of a yes is the same for pairs asked and not asked, so the likelihood is the right
one although only likely pairs were shown. What the answers do not reach, the base rate far below them, stays
where the prior has it: x is standardised so that 0 is the usual pair, and the level is held tightly, so that
answers at .5 that are off by some log-odds tilt the slope about the usual pair instead of lifting every pair.
A pair that somebody decided unasked is another matter: it was picked because of its answer (a wrong link that
annoys, a tie that exists), and yes is over-represented. Such answers share one more log-odds of their own,
which is fitted and thrown away: they teach what tells right from wrong, and hardly how many are right; and a
step they ask for is taken only as far as it also foretells them without that level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from feedback_insights.linking.answers import Answer, Kind
from feedback_insights.linking.calibration import Calibration, Logistic

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Widths:
    """Prior standard deviations: of the level, in log-odds; of the slope, which all weights share, and of
    each weight's own change, both as a share of the shipped weights; of the level of unasked answers."""

    level: float = 0.1
    slope: float = 0.15
    change: float = 0.2
    unasked: float = 1.0  # people decide right pairs about three times as often: log 3


LEAST_SLOPE, LEAST_CHANGE = -0.5, -0.4  # answers may flatten the model, but turn no measure round
HALF_WAY = 10.0  # answers after which half of the step is gone
FOLDS = 10


def learn(
    base: Logistic,
    inputs: Matrix,
    truth: Matrix,
    offsets: Matrix,
    weights: Matrix,
    *,
    asked: Flags | None = None,
    widths: Widths | None = None,
) -> Logistic:
    """Return the model after some answers; the shipped one, the very same, after none.

    ``inputs`` (n, k) measures as `Logistic.probability` takes them; ``truth`` (n,) 1 yes, 0 no; ``offsets``
    (n,) known log-odds; ``weights`` (n,) how much each answer counts, 1 as a rule; ``asked`` (n,) whether
    the pair was asked for, rather than picked by who decided it (None: all were). The order of the answers
    is irrelevant. Raises ValueError if the shapes do not fit, or a value is not finite.
    """
    told = np.ones(len(truth), dtype=bool) if asked is None else asked
    _check(base, inputs, truth, offsets, weights, told)
    used = weights > 0
    if not used.any():
        return base
    table = np.column_stack([inputs, truth, offsets, weights, ~told])[used]
    rows = _Rows.of(base, table[np.lexsort(table.T)])  # sums depend on their order
    chosen = widths or Widths()
    step = _most_probable(rows, chosen) * _ramp(rows) * _foretells(rows, chosen)
    kept = 1 + step[1] + step[2:-1]
    return replace(
        base,
        weights=tuple(round(float(w * part), 6) for w, part in zip(base.weights, kept, strict=True)),
        intercept=round(base.intercept + float(step[0]), 6),
    )


def _check(base: Logistic, inputs: Matrix, *columns: NDArray[np.generic]) -> None:
    n = len(columns[0])
    if inputs.shape != (n, len(base.weights)) or any(column.shape != (n,) for column in columns):
        raise ValueError(f"{n} answers need inputs of shape ({n}, {len(base.weights)}) and {n} of the rest")
    if not all(np.isfinite(np.asarray(part, dtype=np.float64)).all() for part in (inputs, *columns)):
        raise ValueError("an answer's values must be finite")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Answers, ready for fitting: log-odds by the shipped model, and what each step adds to them."""

    start: Matrix  # (n,)
    design: Matrix  # (n, k + 3): level, slope, the k changes, level of unasked answers
    truth: Matrix
    weights: Matrix

    @classmethod
    def of(cls, base: Logistic, table: Matrix) -> _Rows:
        """From a table of measures, truth, offset, weight, and whether unasked."""
        inputs, (truth, offsets, weights, unasked) = table[:, :-4], table[:, -4:].T
        parts = (inputs - np.array(base.mean)) / np.array(base.scale) * np.array(base.weights)
        evidence = parts.sum(axis=1)
        design = np.column_stack([np.ones(len(table)), evidence, parts, unasked])
        return cls(base.intercept + evidence + offsets, design, truth, weights)

    def where(self, chosen: Flags) -> _Rows:
        return _Rows(self.start[chosen], self.design[chosen], self.truth[chosen], self.weights[chosen])

    def losses(self, step: Matrix) -> Matrix:
        """Negative log-likelihood of each answer after a step."""
        logit = self.start + (self.design * step).sum(axis=1)
        return np.asarray(np.logaddexp(0, logit) - self.truth * logit)


def _most_probable(rows: _Rows, widths: Widths) -> Matrix:
    """The MAP of (level, slope, change..., level of unasked answers)."""
    k = rows.design.shape[1] - 3
    spread = np.array([widths.level, widths.slope, *[widths.change] * k, widths.unasked])
    scaled = replace(rows, design=rows.design * spread)  # in units of the prior: all directions are alike
    least = [-np.inf, LEAST_SLOPE, *[LEAST_CHANGE] * k, -np.inf]
    lowest = np.array([low / s if s else -np.inf for low, s in zip(least, spread, strict=True)])
    found = _newton(scaled)
    return np.asarray((found if (found >= lowest).all() else _bounded(scaled, lowest)) * spread)


def _loss(rows: _Rows, unit: Matrix) -> tuple[float, Matrix]:
    """The negative log posterior, and its gradient."""
    logit = rows.start + (rows.design * unit).sum(axis=1)
    error = rows.weights * (0.5 * (1 + np.tanh(logit / 2)) - rows.truth)
    fit = float(np.sum(rows.weights * rows.losses(unit)) + 0.5 * np.sum(unit**2))
    return fit, (rows.design * error[:, None]).sum(axis=0) + unit


def _newton(rows: _Rows) -> Matrix:
    """The minimum without bounds; it is one, because the prior makes the loss strongly convex."""
    unit = np.zeros(rows.design.shape[1])
    now, slope = _loss(rows, unit)
    for _ in range(100):
        logit = rows.start + (rows.design * unit).sum(axis=1)
        curve = rows.weights * 0.25 * (1 - np.tanh(logit / 2) ** 2)
        bend = np.einsum("ni,nj->ij", rows.design * curve[:, None], rows.design) + np.eye(len(unit))
        step = np.linalg.solve(bend, slope)
        part = 1.0
        while _loss(rows, unit - part * step)[0] > now and part > 1e-8:
            part /= 2
        unit = unit - part * step
        now, slope = _loss(rows, unit)
        if float(np.abs(step).max()) < 1e-9:
            break
    return unit


def _bounded(rows: _Rows, lowest: Matrix) -> Matrix:
    from scipy.optimize import minimize

    found = minimize(
        lambda unit: _loss(rows, unit),
        np.zeros(len(lowest)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(low, np.inf) for low in lowest],
        options={"maxiter": 1000, "ftol": 1e-14, "gtol": 1e-8},
    )
    return np.asarray(found.x)


def _ramp(rows: _Rows) -> float:
    """The part of the step that so many answers may go."""
    n = float(rows.weights.sum())
    return n * n / (n * n + HALF_WAY**2)


def _foretells(rows: _Rows, widths: Widths) -> float:
    """How surely the step does better than the shipped model on answers left out: 0 not at all .. 1.

    Where there are unasked answers it must do so both with and without their own level: a step may be right
    about their order while it moves all of them the wrong way, and the other way round.
    """
    n = len(rows.truth)
    fold = np.arange(n) % FOLDS  # alike answers stand together, and so in different folds
    alone = replace(widths, level=0.0, slope=0.0, change=0.0)
    gains = np.zeros((2, n))  # with and without a level of unasked answers
    for number in range(min(n, FOLDS)):
        out = fold == number
        others, left_out = rows.where(~out), rows.where(out)
        shipped = _most_probable(others, alone)  # the shipped model, with a level of unasked answers
        step = _most_probable(others, widths)
        step[:-1] *= _ramp(others)
        gains[0, out] = left_out.losses(shipped) - left_out.losses(step)
        shipped[-1] = step[-1] = 0.0
        gains[1, out] = left_out.losses(shipped) - left_out.losses(step)
    return min(_surely(gain, rows.weights) for gain in gains)


def _surely(gain: Matrix, weights: Matrix) -> float:
    """How surely there is a gain: 0 up to one standard error, 1 from two on."""
    mean = float(np.average(gain, weights=weights))
    error = float(np.sqrt(np.average((gain - mean) ** 2, weights=weights) / len(gain)))
    return 0.0 if mean <= 0 else float(np.clip(mean / max(error, 1e-12) - 1.0, 0.0, 1.0))


class Measuring(Protocol):
    """What a fitted linker must offer so that its models can be taught."""

    @property
    def feature_ids(self) -> list[str]:
        """The backlog's items."""

    @property
    def offset(self) -> float:
        """What the size of the backlog adds to the log-odds."""

    def measures_of(self, texts: Sequence[str], feature_ids: Sequence[str]) -> Matrix:
        """What the statement model is told of each text and feature, pair by pair: (n, k)."""

    def pooled_of(self, groups: Sequence[Sequence[str]], feature_ids: Sequence[str]) -> Matrix:
        """What the theme model is told of each group of texts and feature: (n, k), by the shipped
        statement model, so that answers on statements do not move themes."""


def learnt(
    shipped: Calibration, answers: Iterable[Answer], texts: Mapping[str, Sequence[str]], linker: Measuring
) -> Calibration:
    """Return the calibration after the answers; ``shipped`` itself while there is none to learn from.

    ``texts`` holds what each subject says now: one text of a statement, the members' of a theme. Answers on
    statements teach the statement model, those on themes the theme model. Left out are answers of "cannot
    tell", and those whose subject says nothing now or whose feature is not in the backlog.
    """
    known = set(linker.feature_ids)
    usable = [
        one
        for one in sorted(answers, key=lambda one: (one.key, one.by))
        if one.right is not None and one.feature_id in known and texts.get(one.subject_id)
    ]
    if not usable:
        return shipped
    return replace(
        shipped,
        statement=_taught(shipped.statement, "statement", usable, texts, linker),
        theme=_taught(shipped.theme, "theme", usable, texts, linker),
    )


def _taught(
    base: Logistic,
    kind: Kind,
    answers: Sequence[Answer],
    texts: Mapping[str, Sequence[str]],
    linker: Measuring,
) -> Logistic:
    own = [one for one in answers if one.kind == kind]
    if not own:
        return base
    features = [one.feature_id for one in own]
    if kind == "theme":
        inputs = linker.pooled_of([texts[one.subject_id] for one in own], features)
    else:
        inputs = linker.measures_of([texts[one.subject_id][0] for one in own], features)
    return learn(
        base,
        inputs,
        np.array([float(bool(one.right)) for one in own]),
        np.full(len(own), linker.offset),
        np.ones(len(own)),
        asked=np.array([one.asked for one in own]),
    )
