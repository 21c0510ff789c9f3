from datetime import UTC, date, datetime, time
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from gemeentedelers.domain.editions.models import (
    Category,
    Criterion,
    DeadlineMove,
    Edition,
    Prize,
    Quote,
    Round,
    Theme,
)
from gemeentedelers.domain.editions.queries import obstacle_to_move
from gemeentedelers.domain.editions.rules import DeadlineStyle, EditionObstacle, EditionPlan, deadline, objections_to
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, RefusedError, refuse

THEMES = Path(__file__).parent / "reference" / "themes.txt"


@transaction.atomic
def create_edition(plan: EditionPlan, *, by: str, now: datetime) -> Edition:
    """Make an edition with everything in the plan, or nothing at all when the plan has a fault."""
    for objection in objections_to(plan):
        raise RefusedError(objection.refusal)
    if Edition.objects.filter(year=plan.year).exists():
        refuse(Refusal(EditionObstacle.EDITION_EXISTS, year=plan.year))
    edition = Edition.objects.create(
        year=plan.year,
        name=plan.name,
        call=plan.call,
        reference_date=plan.reference_date,
        max_age_years=plan.max_age_years,
        entry_opens=plan.opens,
        entry_closes=plan.closing.at,
        entry_closes_style=plan.closing.style,
        grace_minutes=plan.grace_minutes,
        nominations_close=plan.nominations_closing.at if plan.nominations_closing else None,
        nominations_close_style=plan.nominations_closing.style if plan.nominations_closing else DeadlineStyle.MOMENT,
        reveal_from=plan.reveal_from,
        winners_get=list(plan.winners_get),
        is_fictitious=plan.is_fictitious,
    )
    _add_parts(edition, plan)
    record("edition.created", subject=str(edition.year), by=by, now=now)
    return edition


def _add_parts(edition: Edition, plan: EditionPlan) -> None:
    categories = {
        category.key: Category.objects.create(
            edition=edition,
            key=category.key,
            name=category.name,
            description=category.description,
            position=position,
        )
        for position, category in enumerate(plan.categories)
    }
    Criterion.objects.bulk_create(
        Criterion(
            edition=edition,
            key=criterion.key,
            name=criterion.name,
            question=criterion.question,
            example=criterion.example,
            weight=criterion.weight,
            anchors=list(criterion.anchors),
            position=position,
        )
        for position, criterion in enumerate(plan.criteria)
    )
    Round.objects.bulk_create(
        Round(
            edition=edition,
            kind=round_.kind,
            name=round_.name,
            opens=round_.opens,
            closes=round_.closing.at,
            closes_style=round_.closing.style,
            reads_per_entry=round_.reads_per_entry,
            places=round_.places,
            wildcards=round_.wildcards,
            wildcards_by=round_.wildcards_by,
            minutes_per_entry=round_.minutes,
        )
        for round_ in plan.rounds
    )
    Prize.objects.bulk_create(
        Prize(
            edition=edition,
            category=categories[prize.category],
            key=prize.key,
            name=prize.name,
            position=position,
        )
        for position, prize in enumerate(plan.prizes)
    )
    Quote.objects.bulk_create(
        Quote(edition=edition, text=quote.text, function=quote.function, organisation=quote.organisation)
        for quote in plan.quotes
    )


@transaction.atomic
def move_deadline(edition: Edition, said: date | datetime, *, reason: str, by: str, now: datetime) -> DeadlineMove:
    """Move the closing of the entries for everybody: to a whole day, or to a moment on the clock of Amsterdam.

    The fact mails everybody who writes at a draft, and reminders follow the new closing. The nominations move
    along when they closed with the entries. Refused without a reason, and for a clock time that is not one moment.
    """
    became = deadline(said)
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    refuse(obstacle_to_move(locked, became, reason=reason, now=now))
    move = DeadlineMove.objects.create(
        edition=locked,
        was=locked.entry_closes,
        was_style=locked.entry_closes_style,
        became=became.at,
        became_style=became.style,
        reason=" ".join(reason.split()),
        moved_at=now,
        moved_by=by,
    )
    if locked.nominations_close == locked.entry_closes:
        locked.nominations_close, locked.nominations_close_style = became.at, became.style
    locked.entry_closes, locked.entry_closes_style = became.at, became.style
    locked.save(update_fields=["entry_closes", "entry_closes_style", "nominations_close", "nominations_close_style"])
    record(
        "edition.deadline_moved",
        subject=str(locked.year),
        by=by,
        now=now,
        move=move.pk,
        was=move.was.isoformat(),
        became=move.became.isoformat(),
    )
    return move


@transaction.atomic
def announce_shortlist(edition: Edition, *, at: datetime, by: str, now: datetime) -> None:
    """From that moment the public knows who stands on the shortlist. A second call changes nothing."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if locked.shortlist_announced_at is None:
        locked.shortlist_announced_at = at
        locked.save(update_fields=["shortlist_announced_at"])
        record("shortlist.announced", subject=str(locked.year), by=by, now=now, at=at.isoformat())


@transaction.atomic
def withdraw_shortlist(edition: Edition, *, by: str, now: datetime) -> None:
    """Nothing will be announced after all. Refused once the moment came; without an announcement nothing changes."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if locked.shortlist_is_out(now):
        refuse(Refusal(EditionObstacle.SHORTLIST_IS_OUT, announced=locked.shortlist_announced_at))
    if locked.shortlist_announced_at is not None:
        locked.shortlist_announced_at = None
        locked.save(update_fields=["shortlist_announced_at"])
        record("shortlist.withdrawn", subject=str(locked.year), by=by, now=now)


@transaction.atomic
def mark_revealed(edition: Edition, *, by: str, now: datetime) -> None:
    """From now on the result is public. A second call changes nothing."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if locked.revealed_at is None:
        locked.revealed_at = now
        locked.save(update_fields=["revealed_at"])
        record("result.revealed", subject=str(locked.year), by=by, now=now)


@transaction.atomic
def archived_edition(year: int, *, by: str, now: datetime) -> Edition:
    """The edition of an earlier year, made as a closed archive when it is not there yet."""
    edition = Edition.objects.filter(year=year).first()
    if edition is not None:
        return edition
    new_year = datetime.combine(date(year, 1, 1), time(), tzinfo=UTC)
    year_end = datetime.combine(date(year, 12, 31), time(), tzinfo=UTC)
    edition = Edition.objects.create(
        year=year,
        name=f"GemeenteDelers {year}",
        reference_date=date(year, 1, 1),
        entry_opens=new_year,
        entry_closes=year_end,
        reveal_from=year_end,
        revealed_at=year_end,
        is_archived=True,
    )
    record("edition.archived", subject=str(year), by=by, now=now)
    return edition


def load_themes() -> list[Theme]:
    """Put the list of themes in the database; safe to repeat."""
    names = THEMES.read_text(encoding="utf-8").split("\n")
    wanted = [Theme(slug=slugify(name)[:80], name=name) for name in names if name]
    Theme.objects.bulk_create(wanted, ignore_conflicts=True)
    return list(Theme.objects.all())
