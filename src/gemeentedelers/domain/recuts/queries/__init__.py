from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Deadline
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.recuts.models import FinalCategory, Objection, Placement, Recut
from gemeentedelers.domain.recuts.rules import Cut, FinalCategoryPlan, Move, moves_between, why_not_undo
from gemeentedelers.domain.recuts.rules.objections import ObjectionOutcome, objection_deadline, why_not_object
from gemeentedelers.domain.shortlists.models import ShortlistPlace
from gemeentedelers.domain.shortlists.queries import shortlist_of
from gemeentedelers.foundation.refusals import Refusal


def final_categories_of(edition: Edition) -> QuerySet[FinalCategory]:
    return FinalCategory.objects.filter(edition=edition).select_related("edition").order_by("position")


def placements_in(edition: Edition) -> dict[str, FinalCategory]:
    """By reference: the category of the final in which the entry stands."""
    placed = Placement.objects.filter(category__edition=edition).select_related("entry", "category")
    return {placement.entry.reference: placement.category for placement in placed}


def placement_of(entry: Entry) -> Placement | None:
    return Placement.objects.filter(entry=entry).select_related("category").first()


def cut_now(edition: Edition) -> Cut | None:
    """The division that holds; None before the first one."""
    placements = {reference: category.key for reference, category in placements_in(edition).items()}
    categories = tuple(
        FinalCategoryPlan(category.key, category.name, category.description)
        for category in final_categories_of(edition)
    )
    return Cut(categories, placements) if categories else None


def cut_as_entered(edition: Edition) -> Cut:
    """The categories in which people entered, as far as the shortlist fills them. Who has none stands in none."""
    places = shortlist_of(edition).filter(entry__category__isnull=False, entry__status=EntryStatus.SUBMITTED)
    placements = dict(places.values_list("entry__reference", "entry__category__key"))
    filled = edition.categories.filter(key__in=placements.values()).order_by("position")
    return Cut(
        tuple(FinalCategoryPlan(category.key, category.name, category.description) for category in filled),
        placements,
    )


def references_on_shortlist(edition: Edition) -> tuple[set[str], set[str]]:
    """Who has to stand in a category of the final, and who withdrew after the shortlist was made."""
    rows = list(shortlist_of(edition).values_list("entry__reference", "entry__status"))
    on = {reference for reference, status in rows if status == EntryStatus.SUBMITTED}
    return on, {reference for reference, _ in rows} - on


def without_placement(edition: Edition) -> set[str]:
    """Who came back to the shortlist after it was divided, and stands in no category yet."""
    on_shortlist, _ = references_on_shortlist(edition)
    return on_shortlist - set(placements_in(edition))


def has_finalists(edition: Edition) -> bool:
    """Asked of the tables, because who is in the final is for a later room to know."""
    return FinalCategory.objects.filter(edition=edition, finalists__isnull=False).exists()


def recuts_of(edition: Edition) -> QuerySet[Recut]:
    """Newest first, also those that were undone."""
    return Recut.objects.filter(edition=edition).select_related("edition", "made_by", "undone_by").order_by("-number")


def newest_recut(edition: Edition) -> Recut | None:
    """The one that holds."""
    return recuts_of(edition).filter(undone_at=None).first()


def obstacle_to_undo(recut: Recut, now: datetime) -> Refusal | None:
    return why_not_undo(
        is_undone=recut.undone_at is not None,
        is_newest=recut == newest_recut(recut.edition),
        is_out=recut.edition.shortlist_is_out(now),
        has_finalists=has_finalists(recut.edition),
    )


def moves_by(recut: Recut, *, is_undone: bool = False) -> list[Move]:
    """Whose category got another name by a division, or by undoing it. Before the first, the entry category counts."""
    before = (recut.cut_before or cut_as_entered(recut.edition)).names
    after = recut.cut.names
    return moves_between(after, before) if is_undone else moves_between(before, after)


def objections_in(edition: Edition) -> QuerySet[Objection]:
    """Waiting ones first, then the newest."""
    return (
        Objection.objects.filter(entry__edition=edition)
        .select_related("entry__municipality", "made_by", "decided_by", "answered_with")
        .annotate(is_waiting=Q(outcome=ObjectionOutcome.WAITING))
        .order_by("-is_waiting", "-made_at", "-pk")
    )


def n_objections_waiting(edition: Edition) -> int:
    """Of entries that still take part."""
    waiting = Objection.objects.filter(entry__edition=edition, outcome=ObjectionOutcome.WAITING)
    return waiting.filter(entry__status=EntryStatus.SUBMITTED).count()


def objections_of(entry: Entry) -> QuerySet[Objection]:
    return Objection.objects.filter(entry=entry).order_by("-made_at", "-pk")


def has_objected(placement: Placement) -> bool:
    """Since the entry stands where it stands, or without an answer."""
    made = Objection.objects.filter(entry=placement.entry_id)
    return made.filter(Q(made_at__gte=placement.since) | Q(outcome=ObjectionOutcome.WAITING)).exists()


def obstacle_to_object(entry: Entry, placement: Placement, now: datetime) -> Refusal | None:
    """Why the team may not object now, whatever it writes."""
    return why_not_object(
        status=EntryStatus(entry.status),
        placed_at=placement.since,
        has_finalists=has_finalists(entry.edition),
        has_objected=has_objected(placement),
        text="?",
        now=now,
    )


def deadline_to_object(placement: Placement) -> Deadline:
    return objection_deadline(placement.since)


def broken_placements() -> QuerySet[Placement]:
    """Entries in a category of another edition, or in the final without a place on the shortlist."""
    places = ShortlistPlace.objects.filter(entry=OuterRef("entry"), edition=OuterRef("category__edition"))
    return Placement.objects.filter(~Q(entry__edition=F("category__edition")) | ~Exists(places))


def broken_recuts() -> list[Edition]:
    """Editions whose categories and placements are not those of the newest division that holds."""
    editions = Edition.objects.filter(recuts__isnull=False).distinct()
    return [edition for edition in editions if cut_now(edition) != _cut_by(newest_recut(edition))]


def _cut_by(recut: Recut | None) -> Cut | None:
    return None if recut is None else recut.cut
