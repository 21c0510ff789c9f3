"""The visits of an edition as the organisers see them: who goes where, how far each is, and what is late."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.visits.queries import Trip, divided_now, proposed_division, trips, visits_in
from gemeentedelers.domain.visits.rules import N_ASSESSORS, VisitState
from gemeentedelers.domain.visits.rules.dividing import Panel
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry


@dataclass(frozen=True)
class Row:
    trip: Trip
    state: VisitState
    late_since: datetime | None

    @property
    def names(self) -> str:
        return ", ".join(seat.user.name for seat in self.trip.assessors)


def rows_of(edition: "Edition", now: datetime) -> list[Row]:
    """What is late comes first, then in the order of the references."""
    rows = [Row(trip, trip.state(now), trip.late_since(now)) for trip in trips(visits_in(edition))]
    return sorted(rows, key=lambda row: (row.late_since is None, row.trip.entry.reference))


class DivisionForm(Form):
    """Two assessors for every entry; whoever may not go there cannot be chosen."""

    def __init__(
        self,
        entries: "Sequence[Entry]",
        panel: Panel,
        answers: Mapping[str, str] | None = None,
        *,
        pairs: Mapping[str, Sequence[str]],
    ) -> None:
        self.entries = entries
        filled = {
            _name(entry, place): code
            for entry in entries
            for place, code in enumerate(pairs.get(entry.reference, ()), start=1)
        }
        super().__init__(answers, initial=filled)
        for entry in entries:
            for place in range(1, N_ASSESSORS + 1):
                self.fields[_name(entry, place)] = _assessor_field(entry, place, panel)

    @property
    def rows(self) -> "list[tuple[Entry, list[forms.BoundField]]]":
        return [(entry, [self[_name(entry, place)] for place in range(1, N_ASSESSORS + 1)]) for entry in self.entries]

    @property
    def wanted(self) -> dict[str, list[str]]:
        """An entry for which nobody was chosen stays as it is."""
        chosen = {
            entry.reference: [
                code for place in range(1, N_ASSESSORS + 1) if (code := self.cleaned_data.get(_name(entry, place)))
            ]
            for entry in self.entries
        }
        return {reference: codes for reference, codes in chosen.items() if codes}


def _name(entry: "Entry", place: int) -> str:
    return f"{entry.reference}_{place}"


def _assessor_field(entry: "Entry", place: int, panel: Panel) -> forms.ChoiceField:
    choices = [(code, name) for code, name in panel.names.items() if (code, entry.reference) not in panel.bars]
    return forms.ChoiceField(
        label=f"Assessor {place}",
        choices=[("", "Kies iemand"), *choices],
        required=False,
        error_messages={"invalid_choice": f"Kies voor {entry.reference} iemand uit de lijst."},
    )


@dataclass(frozen=True)
class Proposal:
    pairs: Mapping[str, Sequence[str]]
    short: Sequence[str]
    loads: Sequence[tuple[str, int]]


def proposal_for(edition: "Edition", panel: Panel, now: datetime) -> Proposal:
    """Whoever goes already stays in place; the others by name."""
    division, standing = proposed_division(edition, panel, now), divided_now(edition)
    pairs = {
        reference: sorted(codes, key=lambda code: (code not in standing.get(reference, ()), panel.names[code], code))
        for reference, codes in division.pairs.items()
    }
    loads: Counter[str] = division.loads
    return Proposal(pairs, division.short, [(name, loads[code]) for code, name in panel.names.items()])
