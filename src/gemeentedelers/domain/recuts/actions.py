from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import role_in
from gemeentedelers.domain.entries.rules import Deed, EntryStatus, why_not_do
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.recuts.models import FinalCategory, Objection, Placement, Recut
from gemeentedelers.domain.recuts.queries import (
    cut_now,
    has_finalists,
    has_objected,
    newest_recut,
    obstacle_to_undo,
    placement_of,
    references_on_shortlist,
)
from gemeentedelers.domain.recuts.rules import Cut, FinalCategoryPlan, why_not_recut
from gemeentedelers.domain.recuts.rules.objections import (
    ObjectionOutcome,
    why_not_answer,
    why_not_object,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse

EMPTY = Cut((), {})


@transaction.atomic
def apply_cut(
    edition: Edition, cut: Cut, *, reason: str, by: User, now: datetime, based_on: int | None = None
) -> Recut:
    """Divide the shortlist over the categories of the final. Scores, conflicts and entry categories stay.

    `based_on` is the number of the division from which this one was made (nought for none); refused when another holds
    by now. The division that holds, once more, changes nothing. The fact mails the teams whose category changed.
    """
    locked = _lock(edition)
    standing, before, said = newest_recut(locked), cut_now(locked), _plain(cut)
    if standing is not None and before == said:
        return standing
    on_shortlist, withdrawn = references_on_shortlist(locked)
    refuse(
        why_not_recut(
            said,
            on_shortlist=on_shortlist,
            withdrawn=withdrawn,
            is_out=locked.shortlist_is_out(now),
            has_finalists=has_finalists(locked),
            is_meanwhile=based_on is not None and based_on != (standing.number if standing else 0),
            reason=reason,
        )
    )
    recut = Recut.objects.create(
        edition=locked,
        number=Recut.objects.filter(edition=locked).count() + 1,
        stored=said.as_stored(),
        before=before.as_stored() if before else None,
        reason=reason.strip(),
        made_by=by,
        made_at=now,
    )
    _write(locked, said, now)
    record("shortlist.recut", subject=str(locked.year), by=by.code, now=now, number=recut.number)
    return recut


@transaction.atomic
def undo_recut(recut: Recut, *, by: User, now: datetime) -> Recut:
    """Back to the division before this one, or to none when it was the first. A second call is refused.

    The fact mails the teams that stand in another category again.
    """
    edition = _lock(recut.edition)
    locked = Recut.objects.select_for_update(of=("self",)).get(pk=recut.pk)
    locked.edition = edition
    refuse(obstacle_to_undo(locked, now))
    _write(edition, locked.cut_before or EMPTY, now)
    locked.undone_at, locked.undone_by = now, by
    locked.save(update_fields=["undone_at", "undone_by"])
    record("recut.undone", subject=str(edition.year), by=by.code, now=now, number=locked.number)
    return locked


@transaction.atomic
def object_to_category(entry: Entry, text: str, *, by: User, now: datetime) -> Objection:
    """A team says that it stands in the wrong category of the final. The fact mails the organisers."""
    edition = _lock(entry.edition)
    locked = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    refuse(why_not_do(Deed.SUBMIT, role=role_in(locked, by)))
    placement = placement_of(locked)
    refuse(
        why_not_object(
            status=EntryStatus(locked.status),
            placed_at=placement.since if placement else None,
            has_finalists=has_finalists(edition),
            has_objected=placement is not None and has_objected(placement),
            text=text,
            now=now,
        )
    )
    assert placement is not None
    made = Objection.objects.create(
        entry=locked, category_name=placement.category.name, text=text.strip(), made_by=by, made_at=now
    )
    record("objection.made", subject=locked.reference, by=by.code, now=now, objection=made.code)
    return made


@transaction.atomic
def answer_objection(
    objection: Objection, outcome: ObjectionOutcome, *, reason: str, into: str = "", by: User, now: datetime
) -> Objection:
    """Granted: a new division moves the entry `into` another category. Denied: it stays. The team reads the reason."""
    edition = _lock(objection.entry.edition)
    locked = Objection.objects.select_for_update(of=("self",)).select_related("entry").get(pk=objection.pk)
    cut, reference = cut_now(edition) or EMPTY, locked.entry.reference
    refuse(
        why_not_answer(
            standing=locked.standing,
            outcome=outcome,
            reason=reason,
            into=into,
            others={row.key for row in cut.categories} - {cut.placements.get(reference)},
        )
    )
    if outcome is ObjectionOutcome.GRANTED:
        moved = Cut(cut.categories, {**cut.placements, reference: into})
        locked.answered_with = apply_cut(edition, moved, reason=reason, by=by, now=now)
    locked.outcome, locked.reason, locked.decided_by, locked.decided_at = outcome, reason.strip(), by, now
    locked.save(update_fields=["outcome", "reason", "decided_by", "decided_at", "answered_with"])
    record("objection.answered", subject=reference, by=by.code, now=now, objection=locked.code, outcome=outcome.value)
    return locked


def _lock(edition: Edition) -> Edition:
    """The division of an edition changes one step at a time."""
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _plain(cut: Cut) -> Cut:
    """Names as they are kept: without spaces around them."""
    categories = tuple(
        FinalCategoryPlan(row.key, " ".join(row.name.split()), row.description.strip()) for row in cut.categories
    )
    return Cut(categories, dict(cut.placements))


def _write(edition: Edition, cut: Cut, now: datetime) -> None:
    """Who keeps a category of the same name keeps its moment."""
    before = Placement.objects.filter(category__edition=edition).select_related("entry", "category")
    since = {(row.entry.reference, row.category.name): row.since for row in before}
    before.delete()
    FinalCategory.objects.filter(edition=edition).exclude(key__in=[plan.key for plan in cut.categories]).delete()
    by_key = {}
    for position, plan in enumerate(cut.categories):
        by_key[plan.key], _ = FinalCategory.objects.update_or_create(
            edition=edition,
            key=plan.key,
            defaults={"name": plan.name, "description": plan.description, "position": position},
        )
    entries = Entry.objects.filter(edition=edition, reference__in=cut.placements).in_bulk(field_name="reference")
    Placement.objects.bulk_create(
        Placement(
            entry=entries[reference],
            category=by_key[key],
            since=since.get((reference, by_key[key].name), now),
        )
        for reference, key in sorted(cut.placements.items())
    )
