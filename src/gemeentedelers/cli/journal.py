import sys

import click

from gemeentedelers.cli.console import as_json, print_json
from gemeentedelers.foundation.journal.queries import broken_chain, newest_facts
from gemeentedelers.foundation.journal.reactions import all_reactions


@click.group()
def journal() -> None:
    """The chain of facts: everything that ever happened."""


@journal.command()
@as_json
def verify(as_json: bool) -> None:
    """Check that no fact was changed, removed or moved. Exits 1 when one was."""
    n_facts, broken = newest_facts().count(), broken_chain()
    if as_json:
        print_json({"n_facts": n_facts, "is_whole": not broken, "first_broken": broken[0] if broken else None})
    elif broken:
        click.echo(f"The chain of {n_facts} facts is broken: fact {broken[0]} does not fit.")
    else:
        click.echo(f"The chain of {n_facts} facts is whole.")
    sys.exit(1 if broken else 0)


@click.command()
@as_json
def facts(as_json: bool) -> None:
    """List who reacts to which fact."""
    reactions = {name: [task.name for task in tasks] for name, tasks in all_reactions().items()}
    if as_json:
        print_json(reactions)
        return
    for name, tasks in reactions.items():
        click.echo(name)
        for task in tasks:
            click.echo(f"  {task}")
