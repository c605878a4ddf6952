"""Errors that people can act on, once for all commands."""

from __future__ import annotations

import click

from feedback_insights.errors import FeedbackError, Mistakes
from feedback_insights.report.lines import one_line

INTERRUPTED = 130
MOST_MISTAKES = 20  # that are listed


class FriendlyGroup(click.Group):
    """Prints our own errors, and what the system refuses, as one line; bugs keep their traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Mistakes as error:
            raise click.ClickException(_listed(error)) from error
        except FeedbackError as error:
            raise click.ClickException(one_line(str(error))) from error
        except KeyboardInterrupt:
            click.echo(
                "interrupted; what was finished is kept; run the same command again to go on", err=True
            )
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise  # click ends quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(one_line(f"{where}{error.strerror or error}")) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work, not of the alphabet."""
        return list(self.commands)


def _listed(error: Mistakes) -> str:
    """The first mistake in a line that says what became of the file, then the others, a line each."""
    told = one_line(str(error))
    others, more = error.all[1:MOST_MISTAKES], len(error.all) - MOST_MISTAKES
    lines = [f"  {one_line(mistake)}" for mistake in others]
    rest = [f"  and {more:,} more; correct these first"] if more > 0 else []
    return "\n".join([f"{told}:" if lines else told, *lines, *rest])
