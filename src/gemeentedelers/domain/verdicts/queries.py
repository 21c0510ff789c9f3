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
from gemeentedelers.domain.editions.models import Category, Edition
from gemeentedelers.domain.editions.queries import categories_of, editions
from gemeentedelers.domain.editions.rules import Deadline, RoundKind
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.entries.queries import newest_versions
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role, people_with_role, years_with_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.rankings.queries import ranking_of
from gemeentedelers.domain.rankings.rules import Ranked
from gemeentedelers.domain.shortlists.models import ShortlistPlace
from gemeentedelers.domain.shortlists.rules import PlaceKind
from gemeentedelers.domain.verdicts.models import Choice, Verdict
from gemeentedelers.domain.verdicts.rules import (
    Candidate,
    Deliberation,
    Juror,
    JuryState,
    Preference,
    Pronouncement,
    contents_of,
    is_kept,
    jury_state,
    leaders,
    n_needed_for_quorum,
    preference_in,
    tally,
    why_not_favour,
    why_not_open_tally,
    why_not_reveal,
)
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.sealing import unseal

SEATS = (Role.JUROR, Role.JURY_CHAIR)


@dataclass(frozen=True)
class OwnChoice:
    reference: str
    note: str
    chosen_at: datetime


@dataclass(frozen=True)
class Sitting:
    """A category as it stands for one juror."""

    category: Category
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


@dataclass(frozen=True)
class Standing:
    """The count for the chair; `refusal` says why it is still, or again, closed."""

    n_choices: int
    n_needed: int
    refusal: Refusal | None
    counts: Mapping[str, int]
    leaders: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """How far a category is; never who chose, and never what."""

    category: Category
    n_candidates: int
    n_choices: int
    n_voters: int
    is_pronounced: bool


@dataclass(frozen=True)
class Check:
    """Whether a sealed verdict is still the one whose check number was kept."""

    category: Category
    commitment: str
    is_kept: bool


def jury_editions(viewer: User | AnonymousUser, now: datetime) -> QuerySet[Edition]:
    """The editions with an announced shortlist in whose jury the viewer sits, newest first."""
    announced = editions().filter(is_archived=False, shortlist_announced_at__lte=now)
    seated: set[int] = set()
    for role in SEATS:
        years = years_with_role(viewer, role)
        if years is None:
            return announced
        seated |= years
    return announced.filter(year__in=seated)


def jury_categories(viewer: User | AnonymousUser, now: datetime) -> QuerySet[Category]:
    """The categories that the viewer judges."""
    return Category.objects.filter(edition__in=jury_editions(viewer, now)).select_related("edition")


def agenda_of(viewer: User, now: datetime) -> list[Agenda]:
    """Everything on the viewer's jury table, in the same number of queries for any number of editions."""
    shown = list(jury_editions(viewer, now).prefetch_related("categories"))
    candidates = candidates_in(shown)
    in_force = verdicts_in_force(shown)
    chosen = choices_of(viewer)
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
                        now=now,
                    ),
                    len(candidates[category.pk]),
                )
                for category in edition.categories.all()
                if category.pk in candidates
            ),
        )
        for edition in shown
    ]


def candidates_in(shown: Collection[Edition]) -> dict[int, tuple[Candidate, ...]]:
    """By category: the entries of the announced shortlist that are still in the competition."""
    found: dict[int, list[Candidate]] = defaultdict(list)
    rows = _places(shown).values_list("entry__category", "entry__reference", "entry__municipality__code")
    for category, reference, municipality in rows:
        found[category].append(Candidate(reference, municipality))
    return {category: tuple(candidates) for category, candidates in found.items()}


def _places(shown: Collection[Edition]) -> QuerySet[ShortlistPlace]:
    return ShortlistPlace.objects.filter(
        edition__in=shown,
        edition__shortlist_announced_at__isnull=False,
        entry__status=EntryStatus.SUBMITTED,
        entry__category__isnull=False,
    ).order_by("entry__municipality__name", "entry__reference")


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
    seated = {user.pk: user for role in SEATS for user in people_with_role(role, edition.year)}
    jurors = tuple(juror_seat(user) for user in seated.values())
    conflicts = frozenset(bars_between(seated.values(), Entry.objects.filter(place__in=_places([edition]))))
    choices: dict[int, dict[str, str]] = defaultdict(dict)
    for choice in _choices().filter(category__edition=edition):
        preference = _preference(choice)
        if preference is not None:
            choices[choice.category_id][preference.juror] = preference.entry
    return {
        category: Deliberation(jurors, candidates, conflicts, choices[category])
        for category, candidates in candidates_in([edition]).items()
    }


def deliberation_on(category: Category) -> Deliberation:
    return deliberations_in(category.edition).get(category.pk, Deliberation((), ()))


def dossiers_for(viewer: User, category: Category) -> list[Dossier]:
    """The shortlist of the category as the jury reads it, by municipality: the order says nothing about scores.

    Of what the viewer said to be involved in, only the title is left.
    """
    edition = category.edition
    if not any(has_role(viewer, role, edition.year) for role in SEATS):
        return []
    places = _places([edition]).filter(entry__category=category).select_related("entry__municipality")
    versions = newest_versions(Entry.objects.filter(place__in=places))
    ranked = {row.reference: row for row in ranking_of(edition)}
    conflicts = frozenset(bars_between([viewer], Entry.objects.filter(place__in=places)))
    hidden = set(entries_hidden_from(viewer).values_list("pk", flat=True))
    return [
        _dossier(
            place,
            versions[place.entry_id],
            is_hidden=place.entry_id in hidden,
            read=ranked.get(place.entry.reference),
            refusal=why_not_favour(
                juror_seat(viewer),
                Candidate(place.entry.reference, place.entry.municipality.code),
                conflicts=conflicts,
            ),
        )
        for place in places
    ]


def _dossier(
    place: ShortlistPlace,
    version: FrozenVersion,
    *,
    is_hidden: bool,
    read: Ranked | None,
    refusal: Refusal | None,
) -> Dossier:
    mean = place.mean if place.mean is not None or read is None else read.mean
    return Dossier(
        entry=place.entry,
        content={"title": version.content["title"]} if is_hidden else version.content,
        wildcard_reason=place.reason if place.kind == PlaceKind.WILDCARD and not is_hidden else "",
        mean=None if refusal else mean,
        n_reads=0 if refusal or read is None else read.n_reads,
        refusal=refusal,
    )


def standing(category: Category, viewer: User) -> Standing | None:
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
    )


def verdict_on(category: Category) -> Verdict | None:
    return verdicts_in_force([category.edition]).get(category.pk)


def verdict_progress(edition: Edition) -> list[Progress]:
    """Per category with a shortlist: how many choices, and whether the verdict is there."""
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
        for category in categories_of(edition)
        if category.pk in deliberations
    ]


def obstacle_to_reveal(edition: Edition, now: datetime) -> Refusal | None:
    """Why the result cannot be revealed now; None when it can."""
    in_force = verdicts_in_force([edition])
    candidates = candidates_in([edition])
    return why_not_reveal(
        missing=[
            category.name
            for category in categories_of(edition)
            if category.pk in candidates and category.pk not in in_force
        ],
        broken=[check.category.name for check in check_commitments(edition) if not check.is_kept],
        n_verdicts=len(in_force),
        reveal_from=edition.reveal_from,
        is_revealed=edition.revealed_at is not None,
        now=now,
    )


def check_commitments(edition: Edition) -> list[Check]:
    """Open every seal in memory only, and compare it with the check number of the day it was pronounced.

    That number stands beside the seal and in the journal, which nobody can rewrite unseen.
    """
    pronounced = facts_about(str(edition.year)).filter(name="verdict.pronounced").order_by("number")
    recorded = {fact.values["category"]: fact.values["commitment"] for fact in pronounced}
    return [
        Check(
            verdict.category,
            verdict.commitment,
            is_kept=kept_pronouncement(verdict) is not None
            and recorded.get(verdict.category.key) == verdict.commitment,
        )
        for verdict in verdicts_in_force([edition]).values()
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


def broken_openings() -> list[Verdict]:
    """Opened verdicts that are not what was sealed."""
    opened = Verdict.objects.filter(opened_at__isnull=False).select_related("category__edition", "winner")
    return [verdict for verdict in opened if not _is_as_sealed(verdict)]


def _is_as_sealed(verdict: Verdict) -> bool:
    pronouncement = kept_pronouncement(verdict)
    if pronouncement is None or verdict.winner is None:
        return False
    shown = (verdict.winner.reference, verdict.motivation, verdict.remarks)
    return shown == (pronouncement.winner, pronouncement.motivation, pronouncement.remarks)


def broken_reveals() -> QuerySet[Verdict]:
    """Verdicts that stayed closed when the result of their edition was revealed, apart from lapsed ones."""
    return Verdict.objects.filter(
        opened_at=None,
        category__edition__revealed_at__isnull=False,
        category__entries__status=EntryStatus.SUBMITTED,
        category__entries__place__isnull=False,
    ).distinct()


def broken_choices() -> list[Choice]:
    """Choices whose seal was damaged, or was made for another juror or category."""
    return [choice for choice in _choices() if _preference(choice) is None]
