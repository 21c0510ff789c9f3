from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from gemeentedelers.domain.editions.actions import create_edition
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import (
    CategoryPlan,
    CriterionPlan,
    Deadline,
    EditionPlan,
    PrizePlan,
    QuotePlan,
    RoundKind,
    RoundPlan,
)

OPENS = datetime(2026, 11, 2, 8, tzinfo=UTC)
DURING_ENTRY = datetime(2026, 11, 23, 9, tzinfo=UTC)
ENTRY_CLOSES = datetime(2026, 12, 4, 23, tzinfo=UTC)
DURING_READING = datetime(2027, 1, 8, 9, tzinfo=UTC)
AFTER_READING = datetime(2027, 2, 1, 9, tzinfo=UTC)
DURING_JURY = datetime(2027, 3, 10, 9, tzinfo=UTC)
AFTER_REVEAL = datetime(2027, 6, 16, 15, tzinfo=UTC)
ANCHORS = ("niet", "een beetje", "redelijk", "goed", "overtuigend")


def edition_plan(year: int = 2027, **changes: object) -> EditionPlan:
    """A small but whole edition: 2027 opens in November 2026; other years lie that many years apart."""
    shift = timedelta(days=365 * (year - 2027))
    plan = EditionPlan(
        year=year,
        name=f"GemeenteDelers {year}",
        call="Deel wat werkt.",
        reference_date=date(year - 1, 12, 1),
        opens=OPENS + shift,
        closing=Deadline(ENTRY_CLOSES + shift),
        reveal_from=datetime(2027, 6, 16, 14, tzinfo=UTC) + shift,
        categories=(
            CategoryPlan("leefomgeving", "Leefomgeving", "Buiten"),
            CategoryPlan("uitvoering", "Uitvoeringskracht", "Binnen"),
        ),
        criteria=(
            CriterionPlan("succesvol", "Succesvol", "Wat is er veranderd?", 2, ANCHORS, "Voorbeeld"),
            CriterionPlan("herbruikbaar", "Herbruikbaar", "Wat kan een ander overnemen?", 1, ANCHORS),
        ),
        rounds=(
            RoundPlan(
                RoundKind.READING,
                "Leesronde",
                datetime(2027, 1, 4, 8, tzinfo=UTC) + shift,
                Deadline(datetime(2027, 1, 15, 23, tzinfo=UTC) + shift),
                reads_per_entry=2,
                places=2,
                wildcards=1,
            ),
            RoundPlan(
                RoundKind.JURY,
                "Jury",
                datetime(2027, 3, 1, 8, tzinfo=UTC) + shift,
                Deadline(datetime(2027, 3, 31, 22, tzinfo=UTC) + shift),
            ),
        ),
        prizes=(
            PrizePlan("leefomgeving", "Prijs Leefomgeving", "leefomgeving"),
            PrizePlan("uitvoering", "Prijs Uitvoeringskracht", "uitvoering"),
        ),
        quotes=(QuotePlan("Wij leerden er veel van.", "beleidsadviseur", "gemeente Voorbeeld"),),
    )
    return replace(plan, **changes)  # type: ignore[arg-type]  # tests name the fields they change


def make_edition(year: int = 2027, **changes: object) -> Edition:
    return create_edition(edition_plan(year, **changes), by="test", now=OPENS)
