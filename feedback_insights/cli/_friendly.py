"""Errors that people can act on, once for all commands."""

from __future__ import annotations

import click

from feedback_insights.errors import FeedbackError
from feedback_insights.report.lines import one_line

INTERRUPTED = 130


class FriendlyGroup(click.Group):
    """Prints our own errors, and what the system refuses, as one line; bugs keep their traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
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
