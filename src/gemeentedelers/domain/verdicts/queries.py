from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from cryptography.fernet import InvalidToken
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from gemeentedelers.domain.conflicts.queries import bars_between, entries_hidden_from
from gemeentedelers.domain.deliberations.queries import (
    editions_with_cards,
    is_juror,
    jurors_of,
    jury_editions,
    means_of_cards,
    opened_categories,
)
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Deadline, RoundKind
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.entries.queries import newest_versions
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.finals.models import Finalist, PitchMaterial
from gemeentedelers.domain.finals.queries import finalists_in, materials_in
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.rankings.queries import ranking_of
from gemeentedelers.domain.rankings.rules import Ranked
from gemeentedelers.domain.recuts.models import FinalCategory
from gemeentedelers.domain.recuts.queries import final_categories_of
from gemeentedelers.domain.shortlists.rules import PlaceKind
from gemeentedelers.domain.verdicts.models import Choice, Verdict
from gemeentedelers.domain.verdicts.rules import (
    Candidate,
    Decision,
    Deliberation,
    Juror,
    JuryState,
    Preference,
    Pronouncement,
    contents_of,
    decision_on,
    is_kept,
    jury_state,
    leaders,
    n_needed_for_quorum,
    preference_in,
    tally,
    why_not_favour,
    why_not_open_tally,
)
from gemeentedelers.domain.visits.models import Photo
from gemeentedelers.domain.visits.queries import photos_by_entry, reports_for
from gemeentedelers.domain.visits.rules.reporting import JuryReport
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.sealing import unseal


@dataclass(frozen=True)
class OwnChoice:
    reference: str
    note: str
    chosen_at: datetime


@dataclass(frozen=True)
class Sitting:
    """A category as it stands for one juror."""

    category: FinalCategory
    state: JuryState
    n_candidates: int


@dataclass(frozen=True)
class Agenda:
    edition: Edition
    sittings: tuple[Sitting, ...]

    @property
    def deadline(self) -> Deadline | None:
        """Until when the jury chooses; without a query, as `editions()` brought the rounds."""
        rounds = self.edition.rounds.all()
        return next((round_.deadline for round_ in rounds if round_.kind == RoundKind.JURY), None)


@dataclass(frozen=True)
class Dossier:
    """What the jury reads about one entry. `refusal` says why the viewer cannot choose it, and hides its score."""

    entry: Entry
    content: Mapping[str, object]
    wildcard_reason: str
    mean: Decimal | Fraction | None
    n_reads: int
    refusal: Refusal | None
    explanation: PitchMaterial | None = None
    report: JuryReport | None = None
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True)
class Standing:
    """The count for the chair; `refusal` says why it is still, or again, closed, and then there is no decision."""

    n_choices: int
    n_needed: int
    refusal: Refusal | None
    counts: Mapping[str, int]
    leaders: tuple[str, ...]
    decision: Decision | None


@dataclass(frozen=True)
class Progress:
    """How far a category is; never who chose, and never what."""

    category: FinalCategory
    n_candidates: int
    n_choices: int
    n_voters: int
    is_pronounced: bool


def agenda_of(viewer: User, now: datetime) -> list[Agenda]:
    """Everything on the viewer's jury table, in the same number of queries for any number of editions."""
    shown = list(jury_editions(viewer, now).prefetch_related("final_categories"))
    candidates = candidates_in(shown)
    in_force = verdicts_in_force(shown)
    chosen = choices_of(viewer)
    waiting = _categories_awaiting_cards(shown)
    return [
        Agenda(
            edition,
            tuple(
                Sitting(
                    category,
                    jury_state(
                        window=edition.timetable.jury,
                        has_chosen=category.pk in chosen,
                        is_pronounced=category.pk in in_force,
                        is_revealed=edition.revealed_at is not None,
                        awaits_cards=category.pk in waiting,
                        now=now,
                    ),
                    len(candidates[category.pk]),
                )
                for category in edition.final_categories.all()
                if category.pk in candidates
            ),
        )
        for edition in shown
    ]


def candidates_in(shown: Collection[Edition]) -> dict[int, tuple[Candidate, ...]]:
    """By category: the finalists that are still in the competition."""
    found: dict[int, list[Candidate]] = defaultdict(list)
    rows = finalists_in(shown).values_list("category", "entry__reference", "entry__municipality__code")
    for category, reference, municipality in rows:
        found[category].append(Candidate(reference, municipality))
    return {category: tuple(candidates) for category, candidates in found.items()}


def verdicts_in_force(shown: Collection[Edition]) -> dict[int, Verdict]:
    """By category. A sealed verdict lapses when its winner has withdrawn: then the jury chooses again."""
    candidates = candidates_in(shown)
    pronounced = Verdict.objects.filter(category__edition__in=shown).select_related("category__edition")
    return {
        verdict.category_id: verdict
        for verdict in pronounced
        if verdict.opened_at or not _has_lapsed(verdict, candidates.get(verdict.category_id, ()))
    }


def _has_lapsed(verdict: Verdict, candidates: Collection[Candidate]) -> bool:
    said = kept_pronouncement(verdict)
    return said is not None and said.winner not in {candidate.reference for candidate in candidates}


def _contents(verdict: Verdict) -> tuple[Pronouncement, str] | None:
    """What was sealed, or nothing when the seal was damaged or made with another key."""
    try:
        return contents_of(unseal(verdict.sealed))
    except InvalidToken:
        return None


def kept_pronouncement(verdict: Verdict) -> Pronouncement | None:
    """What was sealed, as long as it fits the check number and the category it lies in."""
    said = _contents(verdict)
    if said is None:
        return None
    pronouncement, nonce = said
    category = verdict.category
    is_at_home = (pronouncement.year, pronouncement.category) == (category.edition.year, category.key)
    is_whole = is_at_home and is_kept(verdict.commitment, pronouncement.canonical, nonce)
    return pronouncement if is_whole else None


def choices_of(viewer: User | AnonymousUser) -> dict[int, OwnChoice]:
    """The viewer's own choices, by category."""
    if isinstance(viewer, AnonymousUser):
        return {}
    found = {}
    for choice in _choices().filter(juror=viewer):
        preference = _preference(choice)
        if preference is not None:
            found[choice.category_id] = OwnChoice(preference.entry, preference.note, choice.chosen_at)
    return found


def _choices() -> QuerySet[Choice]:
    return Choice.objects.select_related("juror", "category__edition")


def _preference(choice: Choice) -> Preference | None:
    """What was sealed, or nothing when the seal was damaged or belongs to another juror or category."""
    try:
        preference = preference_in(unseal(choice.sealed))
    except InvalidToken:
        return None
    category = choice.category
    written_for = (preference.juror, preference.year, preference.category)
    return preference if written_for == (choice.juror.code, category.edition.year, category.key) else None


def juror_seat(user: User) -> Juror:
    return Juror(user.code, user.municipality.code if user.municipality else None)


def deliberations_in(edition: Edition) -> dict[int, Deliberation]:
    """By category, in a constant number of queries. Every tie that bars counts as a conflict."""
    seated = jurors_of(edition)
    jurors = tuple(juror_seat(user) for user in seated)
    conflicts = frozenset(bars_between(seated, Entry.objects.filter(finalist__in=finalists_in([edition]))))
    choices: dict[int, dict[str, str]] = defaultdict(dict)
    for choice in _choices().filter(category__edition=edition):
        preference = _preference(choice)
        if preference is not None:
            choices[choice.category_id][preference.juror] = preference.entry
    means = means_of_cards(edition)
    waiting = _categories_awaiting_cards([edition])
    return {
        category: Deliberation(
            jurors,
            candidates,
            conflicts,
            choices[category],
            awaits_cards=category in waiting,
            means=means.get(category, {}),
        )
        for category, candidates in candidates_in([edition]).items()
    }


def _categories_awaiting_cards(shown: Collection[Edition]) -> set[int]:
    """Where the jury works with cards that are not open yet. An edition without cards waits for nothing."""
    with_cards = editions_with_cards(shown)
    rows = FinalCategory.objects.filter(edition__in=with_cards).values_list("pk", flat=True)
    return set(rows) - opened_categories(shown)


def deliberation_on(category: FinalCategory) -> Deliberation:
    return deliberations_in(category.edition).get(category.pk, Deliberation((), ()))


def dossiers_for(viewer: User, category: FinalCategory) -> list[Dossier]:
    """The finalists of the category as the jury reads them, by municipality: the order says nothing about scores.

    Of what the viewer said to be involved in, only the title is left.
    """
    edition = category.edition
    if not is_juror(viewer, edition):
        return []
    finalists = finalists_in([edition]).filter(category=category).select_related("entry__place")
    entries = Entry.objects.filter(finalist__in=finalists)
    versions, materials = newest_versions(entries), materials_in([edition])
    ranked = {row.reference: row for row in ranking_of(edition)}
    conflicts = frozenset(bars_between([viewer], entries))
    reports, photos = reports_for(entries), photos_by_entry(entries)
    hidden = set(entries_hidden_from(viewer).values_list("pk", flat=True))
    return [
        _dossier(
            finalist,
            versions[finalist.entry_id],
            materials.get(finalist.entry_id),
            is_hidden=finalist.entry_id in hidden,
            read=ranked.get(finalist.entry.reference),
            report=reports.get(finalist.entry_id),
            photos=photos.get(finalist.entry_id, ()),
            refusal=why_not_favour(
                juror_seat(viewer),
                Candidate(finalist.entry.reference, finalist.entry.municipality.code),
                conflicts=conflicts,
            ),
        )
        for finalist in finalists
    ]


def _dossier(
    finalist: Finalist,
    version: FrozenVersion,
    material: PitchMaterial | None,
    *,
    is_hidden: bool,
    read: Ranked | None,
    report: JuryReport | None,
    photos: tuple[Photo, ...],
    refusal: Refusal | None,
) -> Dossier:
    place = finalist.entry.place
    mean = place.mean if place.mean is not None or read is None else read.mean
    return Dossier(
        entry=finalist.entry,
        content={"title": version.content["title"]} if is_hidden else version.content,
        wildcard_reason=place.reason if place.kind == PlaceKind.WILDCARD and not is_hidden else "",
        mean=None if refusal else mean,
        n_reads=0 if refusal or read is None else read.n_reads,
        refusal=refusal,
        explanation=None if is_hidden else material,
        report=None if is_hidden else report,
        photos=() if is_hidden else photos,
    )


def standing(category: FinalCategory, viewer: User) -> Standing | None:
    """For the chair only, and the counts only from the quorum until the verdict."""
    if not has_role(viewer, Role.JURY_CHAIR, category.edition.year):
        return None
    deliberation = deliberation_on(category)
    refusal = why_not_open_tally(deliberation, is_pronounced=verdict_on(category) is not None)
    counts = {} if refusal else tally(deliberation.counting)
    return Standing(
        n_choices=len(deliberation.counting),
        n_needed=n_needed_for_quorum(deliberation.n_voters),
        refusal=refusal,
        counts=counts,
        leaders=tuple(leaders(counts)),
        decision=None if refusal else decision_on(deliberation),
    )


def verdict_on(category: FinalCategory) -> Verdict | None:
    return verdicts_in_force([category.edition]).get(category.pk)


def verdict_progress(edition: Edition) -> list[Progress]:
    """Per category with finalists: how many choices, and whether the verdict is there."""
    deliberations = deliberations_in(edition)
    in_force = verdicts_in_force([edition])
    return [
        Progress(
            category=category,
            n_candidates=len(deliberations[category.pk].candidates),
            n_choices=len(deliberations[category.pk].counting),
            n_voters=deliberations[category.pk].n_voters,
            is_pronounced=category.pk in in_force,
        )
        for category in final_categories_of(edition)
        if category.pk in deliberations
    ]


def winners_of(edition: Edition, now: datetime) -> QuerySet[Verdict]:
    """Nothing until the result is revealed, then the verdicts in the order of the categories."""
    return (
        Verdict.objects.filter(
            category__edition=edition, category__edition__revealed_at__lte=now, opened_at__isnull=False
        )
        .select_related("category", "winner__municipality")
        .order_by("category__position")
    )


@dataclass(frozen=True)
class RollOut:
    """An entry that did not win and that the jury advises others to take over, with why."""

    entry: Entry
    why: str


def roll_outs_of(edition: Edition, now: datetime) -> list[RollOut]:
    """Nothing until the result is revealed; then in the order of the categories."""
    advised = [row for verdict in winners_of(edition, now) for row in sorted(verdict.roll_out.items())]
    references = [reference for reference, _ in advised]
    entries = Entry.objects.filter(edition=edition, reference__in=references).select_related("municipality")
    by_reference = entries.in_bulk(field_name="reference") if references else {}
    return [RollOut(by_reference[reference], str(why)) for reference, why in advised]


def broken_openings() -> list[Verdict]:
    """Opened verdicts that are not what was sealed."""
    opened = Verdict.objects.filter(opened_at__isnull=False).select_related("category__edition", "winner")
    return [verdict for verdict in opened if not _is_as_sealed(verdict)]


def _is_as_sealed(verdict: Verdict) -> bool:
    pronouncement = kept_pronouncement(verdict)
    if pronouncement is None or verdict.winner is None:
        return False
    shown = (verdict.winner.reference, verdict.motivation, verdict.remarks, verdict.decided_by, verdict.roll_out)
    said = pronouncement
    return shown == (said.winner, said.motivation, said.remarks, said.decided_by or "", said.roll_out)


def broken_reveals() -> QuerySet[Verdict]:
    """Verdicts that stayed closed when the result of their edition was revealed, apart from lapsed ones."""
    return Verdict.objects.filter(
        opened_at=None,
        category__edition__revealed_at__isnull=False,
        category__finalists__entry__status=EntryStatus.SUBMITTED,
    ).distinct()


def broken_choices() -> list[Choice]:
    """Choices whose seal was damaged, or was made for another juror or category."""
    return [choice for choice in _choices() if _preference(choice) is None]
