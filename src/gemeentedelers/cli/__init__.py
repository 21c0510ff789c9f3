"""The console `gemeentedelers`: the whole administration, one module per noun.

A command reads its input, calls one action or query, and prints. Refusals become one sentence and exit code 1.
"""

from gemeentedelers.cli.console import Console

root = Console(
    name="gemeentedelers",
    help="Administer an installation of GemeenteDelers.",
    places={
        "serve": "gemeentedelers.cli.processes.serve",
        "work": "gemeentedelers.cli.processes.work",
        "live": "gemeentedelers.cli.processes.live",
        "migrate": "gemeentedelers.cli.database.migrate",
        "demo": "gemeentedelers.cli.demo.demo",
        "municipalities": "gemeentedelers.cli.municipalities.municipalities",
        "cases": "gemeentedelers.cli.cases.cases",
        "edition": "gemeentedelers.cli.editions.edition",
        "panel": "gemeentedelers.cli.panels.panel",
        "ranking": "gemeentedelers.cli.ranking.ranking",
        "result": "gemeentedelers.cli.results.result",
        "vote": "gemeentedelers.cli.votes.vote",
        "invariants": "gemeentedelers.cli.invariants.invariants",
        "journal": "gemeentedelers.cli.journal.journal",
        "facts": "gemeentedelers.cli.journal.facts",
    },
)
