"""What the pages about the finalists show: the step that comes next, and what is known about every entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from gemeentedelers.domain.conflicts.queries import entries_hidden_from
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.finals.rules import NominationStatus
from gemeentedelers.domain.rankings.queries import order_in
from gemeentedelers.domain.shortlists.queries import shortlist_of

if TYPE_CHECKING:
    from django.forms import BoundField

    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.finals.models import Final, NominationList
    from gemeentedelers.domain.people.models import User
    from gemeentedelers.domain.rankings.rules.standing import Band
    from gemeentedelers.domain.recuts.models import FinalCategory, Placement
    from gemeentedelers.domain.shortlists.models import ShortlistPlace
    from gemeentedelers.web.office.final_forms import NominateForm


class Step(StrEnum):
    """What comes next on the page of the final."""

    WAIT = "wait"
    CHOOSE = "choose"
    SIGN = "sign"
    UNDO = "undo"
    DONE = "done"


def step_of(final: "Final", standing: "NominationList | None", *, n_placed: int, now: datetime) -> Step:
    if standing is not None and standing.status == NominationStatus.PENDING:
        return Step.SIGN
    if final.announced_at is not None:
        return Step.DONE if final.is_out(now) else Step.UNDO
    return Step.CHOOSE if n_placed else Step.WAIT


@dataclass(frozen=True)
class Known:
    """An entry of the shortlist with what is known about it; without scores for who is too close to it."""

    entry: "Entry"
    place: "ShortlistPlace | None"
    band: "Band | None"
    is_finalist: bool
    chosen: "BoundField | None" = None
    reason: "BoundField | None" = None


@dataclass(frozen=True)
class Field:
    """A category of the final with the entries in it."""

    category: "FinalCategory"
    known: Sequence[Known]

    @property
    def n_finalists(self) -> int:
        return sum(row.is_finalist for row in self.known)


def fields_of(
    edition: "Edition",
    placed: Sequence["Placement"],
    finalists: frozenset[str],
    *,
    viewer: "User",
    form: "NominateForm | None",
) -> list[Field]:
    hidden = set(entries_hidden_from(viewer).values_list("pk", flat=True))
    places = {place.entry_id: place for place in shortlist_of(edition) if place.entry_id not in hidden}
    bands = _bands(edition)
    rows = [
        (
            placement.category,
            _known(placement.entry, places.get(placement.entry_id), bands, finalists, form),
        )
        for placement in placed
    ]
    return [Field(category, [known for _, known in group]) for category, group in groupby(rows, key=lambda row: row[0])]


def _bands(edition: "Edition") -> Mapping[str, "Band"]:
    round_ = round_of(edition, RoundKind.READING)
    return order_in(round_).bands if round_ is not None else {}


def _known(
    entry: "Entry",
    place: "ShortlistPlace | None",
    bands: Mapping[str, "Band"],
    finalists: frozenset[str],
    form: "NominateForm | None",
) -> Known:
    reference, is_finalist = entry.reference, entry.reference in finalists
    may_choose = form is not None and not is_finalist
    return Known(
        entry,
        place,
        bands.get(reference) if place is not None else None,
        is_finalist,
        form[f"chosen_{reference}"] if form is not None and may_choose else None,
        form[f"reason_{reference}"] if form is not None and may_choose else None,
    )
