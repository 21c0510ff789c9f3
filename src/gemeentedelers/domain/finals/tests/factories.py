"""Finalists and their material, reached through their actions."""

from collections.abc import Collection
from datetime import datetime

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.finals.actions import confirm_finalists, hand_in_material, nominate
from gemeentedelers.domain.finals.models import Finalist, PitchMaterial
from gemeentedelers.domain.finals.rules.material import Material
from gemeentedelers.domain.recuts.queries import placements_in
from gemeentedelers.domain.recuts.tests.factories import cut_up
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.domain.shortlists.tests.factories import an_organiser

BECAUSE = "Morgen te beginnen, ook in een kleine gemeente."
ANOTHER_NUMBER = "De jury kan dit aantal goed aan."
MATERIAL = Material(
    explanation="Zo ging het verder na de inzending.",
    start_tomorrow="Bel morgen drie inwoners.",
    pitchers="Anna Voorbeeld",
    needs="Een microfoon",
    video="https://video.example/casus",
)


def in_the_final(
    edition: Edition, entries: Collection[Entry] | None = None, *, now: datetime = AFTER_READING
) -> Edition:
    """The shortlist, or these entries of it, as finalists who are public at `now`: one chose them, another signed."""
    cut_up(edition, now=now)
    references = [entry.reference for entry in entries] if entries is not None else list(placements_in(edition))
    reasons = dict.fromkeys(references, BECAUSE)
    signed_at = now - UNDO
    nominations = nominate(edition, reasons, places_reason=ANOTHER_NUMBER, by=an_organiser(edition), now=signed_at)
    confirm_finalists(nominations, by=an_organiser(edition), now=signed_at)
    return edition


def handed_in(finalist: Finalist, *, now: datetime = AFTER_READING) -> PitchMaterial:
    owner = team_of(finalist.entry).get(role="owner").user
    return hand_in_material(finalist, MATERIAL, by=owner, now=now)
