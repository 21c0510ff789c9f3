from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch, Q, QuerySet

from gemeentedelers.domain.conflicts.queries import bars_between, entries_hidden_from
from gemeentedelers.domain.conflicts.rules import Pair, why_not_judge
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import people_with_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.shortlists.queries import announced_shortlist
from gemeentedelers.domain.visits.models import Correction, MomentProposal, Photo, Report, View, Visit, VisitAssessor
from gemeentedelers.domain.visits.rules import N_ASSESSORS, Course, VisitState, late_since, state_of
from gemeentedelers.domain.visits.rules.dividing import Division, Pairs, Panel, divide
from gemeentedelers.domain.visits.rules.planning import LASTS, OfferStatus
from gemeentedelers.domain.visits.rules.reporting import (
    Answered,
    CorrectionOutcome,
    Frame,
    JuryFinding,
    JuryReport,
    Parts,
    prefilled,
)


@dataclass(frozen=True)
class Trip:
    """One visit with everything that belongs to it, as it stands."""

    visit: Visit
    assessors: tuple[VisitAssessor, ...]
    offer: MomentProposal | None
    appointment: MomentProposal | None
    views: Mapping[int, View]
    report: Report | None
    corrections: tuple[Correction, ...]

    @property
    def entry(self) -> Entry:
        return self.visit.entry

    @property
    def course(self) -> Course:
        held_from = self.appointment.chosen if self.appointment else None
        report = self.report
        return Course(
            made_at=self.visit.made_at,
            n_assessors=len(self.assessors),
            offered_at=self.offer.offered_at if self.offer else None,
            held_from=held_from,
            held_until=held_from + LASTS if held_from else None,
            handed_in=tuple(view.handed_in_at for view in self.views.values() if view.handed_in_at),
            agreed_at=report.agreed_at if report else None,
            closes_at=report.closes_at if report else None,
            corrected_at=report.corrected_at if report else None,
            n_unanswered=sum(row.answered_at is None for row in self.corrections),
            delivered_at=report.delivered_at if report else None,
        )

    def state(self, now: datetime) -> VisitState:
        return state_of(self.course, now)

    def late_since(self, now: datetime) -> datetime | None:
        return late_since(self.course, now)

    @property
    def are_views_complete(self) -> bool:
        return self.course.n_views_missing == 0 and len(self.assessors) == len(self.views)

    def view_of(self, user: User) -> View | None:
        return self.views.get(user.pk)


def trips(visits: QuerySet[Visit]) -> list[Trip]:
    """In four queries however many visits; of an assessor who left nothing is brought along."""
    standing = MomentProposal.objects.filter(status__in=[OfferStatus.OPEN, OfferStatus.CHOSEN])
    rows = visits.select_related(
        "entry__edition", "entry__municipality", "entry__category", "version", "report__written_by", "report__agreed_by"
    ).prefetch_related(
        Prefetch("assessors", VisitAssessor.objects.filter(left_at=None).select_related("user", "view")),
        Prefetch("offers", standing.select_related("offered_by")),
        "report__corrections",
    )
    return [_trip(visit) for visit in rows]


def _trip(visit: Visit) -> Trip:
    assessors = tuple(visit.assessors.all())
    offers = {OfferStatus(offer.status): offer for offer in visit.offers.all()}
    report = getattr(visit, "report", None)
    return Trip(
        visit=visit,
        assessors=assessors,
        offer=offers.get(OfferStatus.OPEN),
        appointment=offers.get(OfferStatus.CHOSEN),
        views={seat.user_id: seat.view for seat in assessors if hasattr(seat, "view")},
        report=report,
        corrections=tuple(report.corrections.all()) if report else (),
    )


def visits_in(edition: Edition) -> QuerySet[Visit]:
    """Of the entries that still take part."""
    return Visit.objects.filter(entry__edition=edition, entry__status=EntryStatus.SUBMITTED)


def portfolio_of(viewer: User | AnonymousUser) -> QuerySet[Visit]:
    """The visits of an assessor, the newest edition first; never one about which they declared a conflict."""
    if isinstance(viewer, AnonymousUser):
        return Visit.objects.none()
    seats = VisitAssessor.objects.filter(user=viewer, left_at=None)
    return (
        Visit.objects.filter(pk__in=seats.values("visit"), entry__status=EntryStatus.SUBMITTED)
        .exclude(entry__in=entries_hidden_from(viewer))
        .order_by("-entry__edition__year", "entry__reference")
    )


def visit_of(entry: Entry) -> QuerySet[Visit]:
    """The one visit of an entry that takes part, or none."""
    return Visit.objects.filter(entry=entry, entry__status=EntryStatus.SUBMITTED)


def trip_of(visit: Visit) -> Trip:
    return trips(Visit.objects.filter(pk=visit.pk))[0]


def other_views(trip: Trip, viewer: User) -> dict[User, View]:
    """What the other assessor wrote: nothing at all until both have handed in."""
    if viewer.pk not in trip.views or not trip.are_views_complete:
        return {}
    return {seat.user: trip.views[seat.user_id] for seat in trip.assessors if seat.user_id != viewer.pk}


def frame_of(visit: Visit) -> Frame:
    names = criteria_of(visit.entry.edition).values_list("key", "name")
    return Frame(dict(names), visit.claims)


def first_parts(trip: Trip, frame: Frame) -> Parts:
    """What stands in the report before anybody wrote in it."""
    seen = [trip.views[seat.user_id].seen for seat in trip.assessors if seat.user_id in trip.views]
    return prefilled(seen, criteria=list(frame.criteria), claims=frame.claims)


def photos_of(visit: Visit) -> QuerySet[Photo]:
    """For its two assessors: also those that nobody agreed to yet."""
    return Photo.objects.filter(visit=visit).select_related("file", "added_by")


def shown_photos(entries: Iterable[Entry]) -> QuerySet[Photo]:
    """For everybody else: with consent, and only with a report that is with the jury."""
    return Photo.objects.filter(
        visit__entry__in=[entry.pk for entry in entries],
        agreed_on__isnull=False,
        visit__report__delivered_at__isnull=False,
    ).select_related("file", "visit")


def photos_by_entry(entries: Iterable[Entry]) -> dict[int, tuple[Photo, ...]]:
    """The same by entry, for many entries in one query."""
    found: dict[int, list[Photo]] = defaultdict(list)
    for photo in shown_photos(entries):
        found[photo.visit.entry_id].append(photo)
    return {entry: tuple(photos) for entry, photos in found.items()}


def assessors_in(edition: Edition) -> QuerySet[User]:
    return people_with_role(Role.ASSESSOR, edition.year)


def panel_in(edition: Edition) -> Panel:
    """Who can visit, what bars them from what, and who handed in a view already."""
    assessors = list(assessors_in(edition))
    entries = Entry.objects.filter(place__edition=edition)
    bars = bars_between(assessors, entries)
    refusals = {pair: why_not_judge(ties) for pair, ties in bars.items()}
    return Panel(
        names={user.code: user.name for user in assessors},
        bars={pair: refusal for pair, refusal in refusals.items() if refusal is not None},
        settled=_pairs(_seats_in(edition).filter(view__handed_in_at__isnull=False)),
    )


def _seats_in(edition: Edition) -> QuerySet[VisitAssessor]:
    return VisitAssessor.objects.filter(visit__entry__edition=edition, left_at=None)


def _pairs(seats: QuerySet[VisitAssessor]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for reference, code in seats.values_list("visit__entry__reference", "user__code"):
        found.setdefault(reference, set()).add(code)
    return {reference: frozenset(codes) for reference, codes in found.items()}


def divided_now(edition: Edition) -> Pairs:
    """Who visits whom at the moment, by reference."""
    return _pairs(_seats_in(edition))


def references_to_visit(edition: Edition, now: datetime) -> list[str]:
    """The announced shortlist as far as it takes part."""
    places = announced_shortlist(edition, now).filter(entry__status=EntryStatus.SUBMITTED)
    return list(places.values_list("entry__reference", flat=True))


def proposed_division(edition: Edition, panel: Panel, now: datetime) -> Division:
    """What the organisers may apply or change: whoever visits an entry now and may do so, keeps it."""
    now_divided = divided_now(edition)
    kept = {
        reference: frozenset(code for code in codes if code in panel.names and (code, reference) not in panel.bars)
        for reference, codes in now_divided.items()
    }
    barred: set[Pair] = set(panel.bars)
    return divide(references_to_visit(edition, now), list(panel.names), barred=barred, kept=kept)


def jury_report(trip: Trip, frame: Frame) -> JuryReport:
    """What the jury would read if the report were delivered as it stands."""
    assert trip.report is not None
    parts, names = trip.report.parts, frame.names
    found = {claim: parts.findings.get(claim.key) for claim in frame.claims}
    return JuryReport(
        held_on=trip.appointment.chosen if trip.appointment else None,
        paragraphs=tuple((name, parts.paragraphs.get(key, "")) for key, name in frame.criteria.items()),
        findings=tuple(
            JuryFinding(claim.text, finding.mark, finding.note)
            for claim, finding in found.items()
            if finding is not None and finding.mark is not None
        ),
        corrections=tuple(
            Answered(names.get(row.paragraph, ""), row.because, CorrectionOutcome(row.outcome), row.answer)
            for row in trip.corrections
            if row.outcome
        ),
        for_jury=parts.for_jury,
    )


def team_report(trip: Trip, frame: Frame) -> JuryReport | None:
    """What the team reads of it from the moment that both agree: never what was written for the jury alone."""
    if trip.report is None or trip.report.agreed_at is None:
        return None
    return replace(jury_report(trip, frame), for_jury="")


def reports_for(entries: Iterable[Entry]) -> dict[int, JuryReport]:
    """By entry: the reports that are with the jury, as they were frozen; for many entries in one query."""
    delivered = Report.objects.filter(
        visit__entry__in=[entry.pk for entry in entries], delivered_at__isnull=False
    ).values_list("visit__entry", "frozen")
    return {entry: JuryReport.of(frozen) for entry, frozen in delivered if frozen is not None}


def report_for(entry: Entry) -> JuryReport | None:
    """What the jury reads about a visit, or None as long as the report is not with the jury."""
    return reports_for([entry]).get(entry.pk)


def advice_after_visit(entry: Entry) -> str:
    """What the team may read; empty until it was released."""
    report = Report.objects.filter(visit__entry=entry, advice_released_at__isnull=False).first()
    return report.parts.advice if report else ""


def reports_to_release(edition: Edition) -> QuerySet[Report]:
    """With the jury, and the advice not yet with the team."""
    return Report.objects.filter(
        visit__in=visits_in(edition), delivered_at__isnull=False, advice_released_at=None
    ).order_by("pk")


def seats_in_the_way(user: User) -> list[VisitAssessor]:
    """The visits of somebody that go on and that they may no longer make."""
    seats = list(
        VisitAssessor.objects.filter(user=user, left_at=None)
        .filter(Q(visit__report=None) | Q(visit__report__delivered_at=None))
        .select_related("visit__entry__edition", "user")
    )
    return _barred(seats)


def _barred(seats: Collection[VisitAssessor]) -> list[VisitAssessor]:
    bars = bars_between({seat.user for seat in seats}, {seat.visit.entry for seat in seats})
    return [seat for seat in seats if (seat.user.code, seat.visit.entry.reference) in bars]


def broken_visits() -> QuerySet[Visit]:
    """Visits to entries that have no place on the shortlist, or that check the version of another entry."""
    return Visit.objects.filter(Q(entry__place=None) | ~Q(version__entry=F("entry")))


def broken_reports() -> list[Report]:
    """Reports with the jury that are not what was frozen."""
    delivered = Report.objects.filter(delivered_at__isnull=False).iterator(chunk_size=200)
    return [row for row in delivered if row.frozen is None or JuryReport.of(row.frozen).digest != row.digest]


def broken_agreements() -> QuerySet[Report]:
    """Reports on which two agreed without two views that were handed in, also by somebody who has left since."""
    handed_in = Count("visit__assessors", filter=Q(visit__assessors__view__handed_in_at__isnull=False))
    return Report.objects.filter(agreed_at__isnull=False).annotate(n_views=handed_in).filter(n_views__lt=N_ASSESSORS)
