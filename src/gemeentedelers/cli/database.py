import click
from django.core.management import call_command

from gemeentedelers.cli.console import dry_run


@click.command()
@dry_run
def migrate(dry_run: bool) -> None:
    """Bring the tables of the database up to date."""
    call_command("migrate", verbosity=1, interactive=False, plan=dry_run)
