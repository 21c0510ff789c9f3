"""What every command shares: how input is refused, how a change is rehearsed, how a report is printed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, Protocol

import click
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, transaction
from django.utils.module_loading import import_string

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import edition_of
from gemeentedelers.foundation.refusals import Refusal, RefusedError

BY = "console"

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would happen; store nothing.")
input_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
edition_year = click.argument("year", type=click.IntRange(1900, 2100))


class Installation(Protocol):
    """What a command may ask of the place in which it runs."""

    data_dir: Path
    is_trial: bool
    port: int

    @property
    def live_port(self) -> int: ...

    def hold(self) -> bool: ...

    def start_over(self) -> None: ...

    def run_together(
        self, commands: Sequence[Sequence[str]], *, ready_urls: Sequence[str], on_ready: Callable[[], None]
    ) -> int: ...


class Console(click.Group):
    """Loads a command when it is asked for, so that `serve` starts without what a panel needs.

    No command shows a traceback for a refusal, or for values that cannot be stored.
    """

    def __init__(self, *, name: str, help: str, places: Mapping[str, str]) -> None:
        super().__init__(name=name, help=help)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        command: click.Command = import_string(self.places[cmd_name])
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except RefusedError as error:
            raise click.ClickException(said(error.refusal)) from error
        except (DataError, IntegrityError) as error:
            raise click.ClickException(f"The database refuses a value: {_first_line(error)}") from error
        except ProgrammingError as error:
            message = f"The database is not up to date; run `gemeentedelers migrate`. {_first_line(error)}"
            raise click.ClickException(message) from error
        except OperationalError as error:
            raise click.ClickException(f"The database does not answer: {_first_line(error)}") from error


def said(refusal: Refusal) -> str:
    """A refusal as one English sentence, with the facts that explain it."""
    code = refusal.code.value
    return f"Refused: {str(refusal).replace(code, code.replace('_', ' '), 1)}."


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def refuse_input(file: Path, faults: Sequence[str]) -> NoReturn:
    """Stop with everything that is wrong with a file; nothing of it has been stored."""
    listed = "\n".join(f"  {file}:{fault}" for fault in faults)
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    message = f"{count} in {file}; nothing is stored.\n{listed}"
    raise click.ClickException(message)


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        refuse_input(file, [f"{line}: this is not UTF-8 text"])


def known_edition(year: int) -> Edition:
    edition = edition_of(year)
    if edition is None:
        message = f"There is no edition {year}."
        raise click.ClickException(message)
    return edition


@contextmanager
def change(*, is_dry_run: bool, is_quiet: bool = False) -> Iterator[None]:
    """One transaction around a change; a dry run goes through everything and takes it back."""
    with transaction.atomic():
        yield
        if is_dry_run:
            transaction.set_rollback(True)
    if is_dry_run and not is_quiet:
        click.echo("Dry run: nothing is stored.")


def print_json(report: object) -> None:
    click.echo(json.dumps(report, indent=2, ensure_ascii=False, default=str))


def print_table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as their widest cell; numbers stand to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[column]) for line in [titles, *cells]) for column in range(len(titles))]
    for line, values in zip([list(titles), *cells], [titles, *rows], strict=True):
        placed = [
            cell.rjust(width) if isinstance(value, int | float) else cell.ljust(width)
            for cell, value, width in zip(line, values, widths, strict=True)
        ]
        click.echo("  ".join(placed).rstrip())
