"""Links of whole runs: statement by statement, and theme by theme from the members' pooled evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from feedback_insights.linking.context import Context, Contexts
from feedback_insights.linking.linker import BacklogLinker, make_link
from feedback_insights.records import Link, Statement, Theme
from feedback_insights.settings import LinkSettings

MOST_PER_THEME = 3  # a theme about more than three items is too broad to say which it asks for


def link_statements(
    statements: Sequence[Statement],
    linker: BacklogLinker,
    *,
    settings: LinkSettings,
    contexts: Contexts | None = None,
) -> list[Link]:
    """Links of what statements say: at most ``settings.per_statement`` each, none below ``settings.keep``.

    Courtesies, chasers and machine text get none. ``contexts``: by statement id, where known. In order of the
    statement ids, best first.
    """
    content = sorted((s for s in statements if s.kind == "content"), key=lambda s: s.id)
    known = [(contexts or {}).get(s.id, Context()) for s in content]
    ranked = linker.rank([s.text for s in content], settings.per_statement, contexts=known)
    links = (
        make_link(feature, statement.id, "statement", probability, settings.accept)
        for statement, pairs in zip(content, ranked, strict=True)
        for feature, probability in pairs
    )
    return [link for link in links if link.probability >= settings.keep]


def link_themes(
    themes: Sequence[Theme],
    statements: Mapping[str, Statement],
    linker: BacklogLinker,
    *,
    settings: LinkSettings,
) -> list[Link]:
    """Links of themes, from what their statements say together; at most three of a theme are accepted.

    ``statements`` holds every member by id. A theme that nothing in the backlog fits has no accepted link:
    see `candidates`. In the order of the theme ids, best first.
    """
    found: list[Link] = []
    for theme in sorted(themes, key=lambda theme: theme.id):
        texts = [statements[member].text for member in sorted(theme.statements)]
        pairs = sorted(
            zip(linker.pooled(texts), linker.feature_ids, strict=True), key=lambda p: (-p[0], p[1])
        )
        for place, (probability, feature) in enumerate(pairs[: settings.per_statement]):
            accept = settings.accept_themes if place < MOST_PER_THEME else 2.0  # never
            link = make_link(feature, theme.id, "theme", float(probability), accept)
            if link.probability >= settings.keep:
                found.append(link)
    return found


def candidates(themes: Iterable[Theme], links: Iterable[Link]) -> list[str]:
    """Ids of the active themes that no accepted link covers, in the order given: what the backlog lacks.

    A theme is covered by a link of its own or of one of its sub-themes.
    """
    listed = list(themes)
    parents = {theme.id: theme.parent for theme in listed}
    covered: set[str] = set()
    for link in links:
        at: str | None = link.subject_id if link.kind == "theme" and link.accepted else None
        while at is not None and at not in covered:
            covered.add(at)
            at = parents.get(at)
    return [theme.id for theme in listed if theme.status == "active" and theme.id not in covered]
