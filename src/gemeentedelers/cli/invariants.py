import sys
from collections.abc import Callable, Iterator, Sized
from importlib import import_module
from importlib.util import find_spec

import click
from django.apps import apps
from django.db.models import QuerySet

from gemeentedelers.cli.console import as_json, print_json

Broken = Callable[[], Sized]
ROOMS = ("gemeentedelers.domain.", "gemeentedelers.foundation.")


@click.group()
def invariants() -> None:
    """What must always be true."""


@invariants.command()
@as_json
def check(as_json: bool) -> None:
    """Ask every room for what is broken. Exits 1 when anything is."""
    counts = {name: _count(query()) for name, query in broken_queries()}
    n_broken = sum(1 for count in counts.values() if count)
    if as_json:
        print_json({"is_whole": not n_broken, "broken": counts})
    else:
        for name, count in counts.items():
            click.echo(f"{'BROKEN' if count else 'whole ':6}  {name}{f': {count}' if count else ''}")
        click.echo(f"{len(counts)} invariants, {n_broken} broken.")
    sys.exit(1 if n_broken else 0)


def broken_queries() -> Iterator[tuple[str, Broken]]:
    """Every query named `broken_*` of every room, the chain of the journal among them."""
    for config in apps.get_app_configs():
        module_name = f"{config.name}.queries"
        if not config.name.startswith(ROOMS) or find_spec(module_name) is None:
            continue
        module = import_module(module_name)
        for name in sorted(vars(module)):
            query = getattr(module, name)
            if name.startswith("broken_") and query.__module__ == module_name:
                yield f"{config.label}.{name}", query


def _count(broken: Sized) -> int:
    return broken.count() if isinstance(broken, QuerySet) else len(broken)
