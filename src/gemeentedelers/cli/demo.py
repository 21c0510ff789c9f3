import sys
from pathlib import Path

import click
from django.core.management import call_command
from django.utils.module_loading import import_string

import gemeentedelers.demo
from gemeentedelers.cli.console import Installation, text_of
from gemeentedelers.cli.edition_file import read_edition
from gemeentedelers.cli.processes import check_port
from gemeentedelers.domain.editions.queries import editions
from gemeentedelers.domain.editions.rules import EditionPlan

HOST = "127.0.0.1"
EDITIONS = Path(gemeentedelers.demo.__file__).parent / "editions"


@click.command()
@click.option("--reset", is_flag=True, help="Throw away what the demo holds and start over.")
@click.pass_obj
def demo(installation: Installation, reset: bool) -> None:
    """Try everything out: fictitious editions, a persona for each role, one address."""
    _check_room(installation)
    if reset:
        click.echo("Starting over ...")
        installation.start_over()
    furnish()
    site, live = (f"http://{HOST}:{port}/" for port in (installation.port, installation.live_port))
    click.echo("Starting the site ...")
    sys.exit(
        installation.run_together(
            [["serve"], ["live"], ["work"]],
            ready_urls=[f"{site}health/ready", f"{live}health/ready"],
            on_ready=lambda: click.echo(f"Ready: {site}"),
        )
    )


def _check_room(installation: Installation) -> None:
    if not installation.is_trial:
        message = "A demo makes its own database; start it without DATABASE_URL."
        raise click.ClickException(message)
    if not installation.hold():
        message = f"A demo already runs in {installation.data_dir}."
        raise click.ClickException(message)
    for port in (installation.port, installation.live_port):
        check_port(HOST, port)


def furnish() -> None:
    """Tables, content and static files; what is there already stays."""
    click.echo("Preparing the database ...")
    call_command("migrate", verbosity=0, interactive=False)
    if not editions().exists():
        click.echo("Writing the demo, all of it invented except the archives of 2021-2024:")
        # Only a first start needs what builds a demo.
        build = import_string("gemeentedelers.demo.seed.build")
        build(demo_plans(), click.echo)
    call_command("collectstatic", verbosity=0, interactive=False)


def demo_plans() -> dict[int, EditionPlan]:
    """The demo's editions, from the same kind of files as any other edition."""
    plans = {}
    for file in sorted(EDITIONS.glob("*.toml")):
        plan, faults = read_edition(text_of(file))
        assert plan is not None, faults
        plans[plan.year] = plan
    return plans
