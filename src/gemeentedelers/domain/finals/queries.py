from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from gemeentedelers.domain.conflicts.queries import bars_between
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.finals.models import Final, Finalist, NominationList, PitchMaterial
from gemeentedelers.domain.finals.rules import (
    NominationStatus,
    Nominee,
    Warning,
    basis,
    warnings_about,
    why_not_sign,
)
from gemeentedelers.domain.finals.rules.material import MaterialState
from gemeentedelers.domain.municipalities.rules import SizeClass
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import people_with_one_of
from gemeentedelers.domain.people.rules import JURY
from gemeentedelers.domain.recuts.models import Placement
from gemeentedelers.domain.shortlists.models import ShortlistPlace
from gemeentedelers.domain.shortlists.queries import may_sign
from gemeentedelers.foundation.refusals import Refusal

LARGE = (SizeClass.LARGE, SizeClass.VERY_LARGE)


def finalists_in(shown: Collection[Edition]) -> QuerySet[Finalist]:
    """Who is still in the final, by category and municipality: the order says nothing about scores.

    For who prepares or judges the final; everybody else asks for `announced_finalists`.
    """
    return (
        Finalist.objects.filter(category__edition__in=shown, entry__status=EntryStatus.SUBMITTED)
        .select_related("category", "entry__municipality")
        .order_by("category__position", "entry__municipality__name", "entry__reference")
    )


def announced_finalists(edition: Edition, now: datetime) -> QuerySet[Finalist]:
    """For everybody: nothing until the finalists are public."""
    return finalists_in([edition]).filter(category__edition__final__announced_at__lte=now)


def final_of(edition: Edition) -> Final:
    """What was planned; not in the database yet when nobody planned anything."""
    return Final.objects.filter(edition=edition).first() or Final(edition=edition)


def finalists_are_out(edition: Edition, now: datetime) -> bool:
    return final_of(edition).is_out(now)


def lists_of(edition: Edition) -> QuerySet[NominationList]:
    """Newest first."""
    lists = NominationList.objects.filter(edition=edition)
    return lists.select_related("edition", "made_by", "signed_by").order_by("-number")


def standing_list(edition: Edition) -> NominationList | None:
    """The newest one that waits for its signature, or was signed."""
    return lists_of(edition).exclude(status=NominationStatus.REPLACED).first()


def places_to_choose_from(edition: Edition) -> QuerySet[Placement]:
    """The entries of the shortlist that are still in it, by category and municipality."""
    return (
        Placement.objects.filter(category__edition=edition, entry__status=EntryStatus.SUBMITTED)
        .select_related("category", "entry__municipality")
        .order_by("category__position", "entry__municipality__name", "entry__reference")
    )


@dataclass(frozen=True)
class Choosable:
    """What a list is made from: by reference the name of the category, and who is a finalist already."""

    placed: Mapping[str, str]
    finalists: frozenset[str]

    @property
    def digest(self) -> str:
        return basis(self.placed, self.finalists)


def choosable_in(edition: Edition) -> Choosable:
    placed = dict(places_to_choose_from(edition).values_list("entry__reference", "category__name"))
    return Choosable(placed, frozenset(finalists_in([edition]).values_list("entry__reference", flat=True)))


def obstacle_to_sign(nominations: NominationList, by: User, now: datetime) -> Refusal | None:
    """Why this person cannot sign this list now; None when they can."""
    edition = nominations.edition
    return why_not_sign(
        NominationStatus(nominations.status),
        is_maker=by.pk == nominations.made_by_id,
        may_sign=may_sign(by, edition.year),
        is_current=choosable_in(edition).digest == nominations.basis,
        jury_closes=edition.timetable.jury.closes,
        now=now,
    )


def entries_nominated(nominations: NominationList) -> list[tuple[Placement, str]]:
    """The entries of a list with their reasons, by category and municipality; one that left its category is not in."""
    placed = places_of(nominations.edition).filter(entry__reference__in=nominations.reasons)
    return [(placement, nominations.reasons[placement.entry.reference]) for placement in placed]


def places_of(edition: Edition) -> QuerySet[Placement]:
    """Also of entries that withdrew since."""
    placed = Placement.objects.filter(category__edition=edition)
    return placed.select_related("category", "entry__municipality").order_by(
        "category__position", "entry__municipality__name", "entry__reference"
    )


def warnings_on(edition: Edition, references: Collection[str]) -> list[Warning]:
    """What to look at twice when these entries are finalists, together with who is one already."""
    inside = [*references, *finalists_in([edition]).values_list("entry__reference", flat=True)]
    entries = list(Entry.objects.filter(edition=edition, reference__in=inside).select_related("municipality"))
    jury = people_with_one_of(JURY, edition.year)
    bars = Counter(reference for _, reference in bars_between(jury, entries))
    nominees = [
        Nominee(
            entry.reference,
            entry.municipality.name,
            entry.municipality.size_class in LARGE,
            bars[entry.reference],
        )
        for entry in sorted(entries, key=lambda entry: entry.reference)
    ]
    return warnings_about(nominees, n_jurors=len(jury))


def finalist_of(entry: Entry, now: datetime) -> Finalist | None:
    """The entry as a finalist, once that is public."""
    return announced_finalists(entry.edition, now).filter(entry=entry).select_related("category__edition").first()


def kept_material(finalist: Finalist) -> PitchMaterial:
    """What the team has so far, also a draft; not in the database yet when nobody began."""
    return PitchMaterial.objects.filter(finalist=finalist).select_related("slides", "handed_in_by").first() or (
        PitchMaterial(finalist=finalist)
    )


def material_of(finalist: Finalist) -> PitchMaterial | None:
    """What was handed in; a draft is only for the team."""
    return PitchMaterial.objects.filter(finalist=finalist, handed_in_at__isnull=False).select_related("slides").first()


def materials_in(shown: Collection[Edition]) -> dict[int, PitchMaterial]:
    """By entry: what was handed in."""
    handed_in = PitchMaterial.objects.filter(finalist__in=finalists_in(shown), handed_in_at__isnull=False)
    return {material.finalist.entry_id: material for material in handed_in.select_related("finalist", "slides")}


def is_material_checked(finalist: Finalist) -> bool:
    """What a pitch day asks before it gives a finalist its turn."""
    return PitchMaterial.objects.filter(finalist=finalist, checked_at__isnull=False).exists()


@dataclass(frozen=True)
class Bringing:
    """A finalist with what it brings, for the organisers."""

    finalist: Finalist
    material: PitchMaterial
    due: datetime | None

    @property
    def state(self) -> MaterialState:
        return self.material.state

    @property
    def is_missing(self) -> bool:
        return self.material.handed_in_at is None


def bringings_in(edition: Edition) -> list[Bringing]:
    """Every finalist with its material, in three queries however many there are."""
    final = final_of(edition)
    kept = PitchMaterial.objects.filter(finalist__category__edition=edition).select_related(
        "slides", "handed_in_by", "checked_by"
    )
    by_finalist = {material.finalist_id: material for material in kept}
    found = []
    for finalist in finalists_in([edition]):
        material = by_finalist.get(finalist.pk) or PitchMaterial(finalist=finalist)
        found.append(Bringing(finalist, material, material.due(final)))
    return found


def finals_that_wait(now: datetime) -> QuerySet[Final]:
    """The finals whose finalists are known, and whose result is not."""
    waiting = Final.objects.filter(announced_at__lte=now, material_due_at__isnull=False, edition__revealed_at=None)
    return waiting.select_related("edition").order_by("edition__year")


def materials_with_names() -> QuerySet[PitchMaterial]:
    """What still says who pitched, although the result is out."""
    named = PitchMaterial.objects.filter(finalist__category__edition__revealed_at__isnull=False).exclude(pitchers="")
    return named.select_related("finalist__category__edition", "finalist__entry")


def broken_finalists() -> QuerySet[Finalist]:
    """Finalists without a place in their category, or that are not on the shortlist."""
    whole = Finalist.objects.filter(
        entry__placement__category=F("category"), entry__in=ShortlistPlace.objects.values("entry")
    )
    return Finalist.objects.exclude(pk__in=whole)
