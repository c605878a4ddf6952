"""What the rules of a table find in a text: ``urgency_en.toml`` and ``effects_en.toml`` are read here.

A rule speaks for a kind. A hush silences rules: it stands right before or after their words, somewhere in
their clause or sentence, or says later that the trouble is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from feedback_insights.phrases import Phrasebook, Phrases
from feedback_insights.phrases.clauses import clauses, lower, negated, sentences, words

_NEAR: Final = 120  # characters before or after the words in which a hush is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Phrases that speak for a kind, and the hushes that do not silence them."""

    kind: str
    pattern: Phrases
    despite: tuple[str, ...] = ()
    needs: Phrases | None = None  # must stand in the sentence or one beside it as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Hush:
    """Phrases that silence rules."""

    name: str
    where: Literal["before", "after", "clause", "sentence", "back"]
    pattern: Phrases
    unless: re.Pattern[str] | None = None  # does not count after these words
    kinds: tuple[str, ...] = ()  # of rules silenced; () = all

    def silences(self, rule: Rule) -> bool:
        """Whether it may silence a rule at all."""
        return self.name not in rule.despite and (not self.kinds or rule.kind in self.kinds)

    def found(self, text: str) -> bool:
        """Whether it stands in a text (lower case) and counts."""
        for match in self.pattern.finditer(text):
            before = text[max(0, match.start() - _NEAR) : match.start()]
            if not (self.unless and self.unless.search(before)):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Blame:
    """Phrases that name a change; ``beside``: they count in a neighbouring sentence as well."""

    pattern: Phrases
    beside: bool


class Rules(NamedTuple):
    """All rules of one table, the hushes by where they stand, and what names a change."""

    rules: tuple[Rule, ...]
    near: tuple[Hush, ...]
    wide: tuple[Hush, ...]
    back: tuple[Hush, ...]
    blames: tuple[Blame, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that speak for a kind; ``sentence`` counts from 0."""

    rule: Rule
    words: str
    sentence: int
    clause: str

    @property
    def kind(self) -> str:
        return self.rule.kind


@cache
def rules_of(name: str) -> Rules:
    """Read and compile a table once."""
    table = Phrasebook("feedback_insights.tagging", name)
    hushes = [_hush(entry, table) for entry in table.entries["hush"]]
    return Rules(
        tuple(rule for entry in table.entries["rule"] for rule in _rules(entry, table)),
        tuple(hush for hush in hushes if hush.where in ("before", "after")),
        tuple(hush for hush in hushes if hush.where in ("clause", "sentence")),
        tuple(hush for hush in hushes if hush.where == "back"),
        tuple(Blame(table.phrases(entry), entry["beside"]) for entry in table.entries.get("change", ())),
    )


def _rules(entry: Mapping[str, Any], table: Phrasebook) -> Iterator[Rule]:
    if "as_in" in entry:
        other, kind = entry["as_in"]
        yield from (replace(rule, kind=entry["kind"]) for rule in rules_of(other).rules if rule.kind == kind)
    else:
        yield Rule(
            kind=entry["kind"],
            pattern=table.phrases(entry),
            despite=tuple(entry.get("despite", ())),
            needs=table.pattern(entry["needs"]) if "needs" in entry else None,
        )


def _hush(entry: Mapping[str, Any], table: Phrasebook) -> Hush:
    forms = {"before": r"{}\W*$", "after": r"\W*{}"}
    return Hush(
        name=entry["name"],
        where=entry["where"],
        pattern=table.phrases(entry, forms.get(entry["where"], "{}")),
        unless=re.compile(entry["unless"]) if "unless" in entry else None,
        kinds=tuple(entry.get("kinds", ())),
    )


def findings(text: str, rules: Rules) -> list[Finding]:
    """What the rules find, in the order of the text; what was said to be over is left out."""
    kept: list[Finding] = []
    said = sentences(text)
    for at, sentence in enumerate(said):
        for clause in clauses(sentence):
            if found := _in_clause(clause, at, rules):
                around = lower("\n".join(said[max(0, at - 1) : at + 2]))
                kept += _standing(found, lower(clause), lower(sentence), around, rules)
            if kept and (over := [hush for hush in rules.back if hush.found(lower(clause))]):
                kept = [one for one in kept if not any(hush.silences(one.rule) for hush in over)]
    return kept


def _in_clause(clause: str, at: int, rules: Rules) -> list[Finding]:
    """The first words of each rule that nothing beside them silences, in their order."""
    lowered = lower(clause)
    found = [
        (match.start(), Finding(rule, words(clause, match), at, clause))
        for rule in rules.rules
        if (match := next(_counting(rule, lowered, rules.near), None))
    ]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _standing(
    found: list[Finding], clause: str, sentence: str, around: str, rules: Rules
) -> Iterator[Finding]:
    """Those that no hush of their clause or sentence silences, and that have what they need beside them."""
    wide = [hush for hush in rules.wide if hush.found(sentence if hush.where == "sentence" else clause)]
    for one in found:
        backed = one.rule.needs is None or one.rule.needs.search(around)
        if backed and not any(hush.silences(one.rule) for hush in wide):
            yield one


def _counting(rule: Rule, text: str, near: tuple[Hush, ...]) -> Iterator[re.Match[str]]:
    """Yield the matches of a rule in a clause (lower case) that nothing beside them silences."""
    for match in rule.pattern.finditer(text):
        able = [hush for hush in near if hush.silences(rule)]
        before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() :][:_NEAR]
        beside = any(
            hush.found(before) if hush.where == "before" else hush.pattern.match(after) for hush in able
        )
        if not beside and ("negation" in rule.despite or not negated(text, match)):
            yield match
