"""Names that a command takes from a list which only the work loads: formats, targets, frameworks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click

from feedback_insights.errors import nearest

Check = Callable[[click.Context, click.Parameter, str | None], str | None]


def one_of(what: str, names: Callable[[], Iterable[str]]) -> Check:
    """Take one of the known names. Another one is wrong usage: the nearest are told, or else all of them."""

    def check(ctx: click.Context, param: click.Parameter, given: str | None) -> str | None:
        known = list(names()) if given is not None else []
        if given is None or given in known:
            return given
        hint = nearest(given, known) or f"known: {', '.join(known)}"
        raise click.BadParameter(f"no {what} '{given}'; {hint}")

    return check


def _formats() -> Iterable[str]:
    from feedback_insights.importers import formats

    return (one.name for one in formats())


def _targets() -> Iterable[str]:
    from feedback_insights.exporters import exporters

    return exporters()


def _methods() -> Iterable[str]:
    from feedback_insights.workspace import methods

    return methods()


a_format = one_of("format", _formats)
a_target = one_of("export target", _targets)
a_method = one_of("framework", _methods)
