"""Builds the demo from an empty database, in the order in which it would have happened."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction

from gemeentedelers.demo.adopting import adopt_all
from gemeentedelers.demo.advising import write_all
from gemeentedelers.demo.calendar import ARCHIVE_LOADED, REGISTER_LOADED, START, at, between
from gemeentedelers.demo.cases import Case, cases_of, finalists_of, wildcards_of
from gemeentedelers.demo.cast import BY, N_READERS, Cast
from gemeentedelers.demo.deliberating import begin_card, open_all, write_cards
from gemeentedelers.demo.finals import ask_of_finalists, hand_in_all
from gemeentedelers.demo.judging import bring_to_the_final, choose_all, make_shortlist, pronounce_all, stand_all
from gemeentedelers.demo.nominating import nominate_all
from gemeentedelers.demo.pitching import plan_pitches
from gemeentedelers.demo.reaching import reach_out
from gemeentedelers.demo.reactions import post_old_mail, run_reactions
from gemeentedelers.demo.reading import ShareDone, Taste, begin, choose_golden_cases, everything, score, some
from gemeentedelers.demo.revealing import reveal_on_stage
from gemeentedelers.demo.visiting import visit_all
from gemeentedelers.demo.volunteering import volunteers_for_2026, volunteers_for_2027
from gemeentedelers.demo.voting import count_vote, hold_vote
from gemeentedelers.demo.writing import Desk, admit_all, enter_all
from gemeentedelers.domain.advice.actions import approve_all, release_advice
from gemeentedelers.domain.cases.rules import Chapter
from gemeentedelers.domain.editions.actions import create_edition, load_themes
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import EditionPlan, RoundKind
from gemeentedelers.domain.entries.actions import accept_invitation, invite
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.intake.actions import ask_team
from gemeentedelers.domain.intake.rules import Request
from gemeentedelers.domain.municipalities.actions import REFERENCE as REGISTER
from gemeentedelers.domain.municipalities.actions import REGIONS, load_regions, load_register
from gemeentedelers.domain.municipalities.rules import read_regions, read_register
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.publications.actions import REFERENCE as ARCHIVE
from gemeentedelers.domain.publications.actions import import_cases
from gemeentedelers.domain.publications.rules import read_cases
from gemeentedelers.foundation.clock.actions import set_demo_clock

Plans = Mapping[int, EditionPlan]
Say = Callable[[str], object]

CAPACITY = 8
PACE = {Persona.SCORER.email: 0.3, Persona.ASSESSOR.email: 0.15}
N_ADVISED, N_WRITTEN = 8, 5
N_SUBMITTED_2027 = 6
HALF: tuple[str, ...] = (Chapter.MUNICIPALITY, Chapter.BASICS, "succesvol")
UNFINISHED: tuple[tuple[str, ...], ...] = (
    (Chapter.BASICS,),
    (Chapter.BASICS, Chapter.NEEDS, "succesvol", "waardevol"),
    (),
    (Chapter.BASICS, Chapter.NEEDS),
    HALF,
)


def build(plans: Plans, say: Say) -> None:
    """Fill an empty database, all or nothing. The clock of the demo then stands at its start."""
    with transaction.atomic(), _no_savepoints():
        _tell(plans, say)


@contextmanager
def _no_savepoints() -> Iterator[None]:
    """Every action brings its own savepoint, half of all statements here; nothing is ever rolled back to one."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def _tell(plans: Plans, say: Say) -> None:
    say("  the register, the themes and the people")
    cast = _people_and_places()
    jurors = cast.jurors(REGISTER_LOADED)
    say("  2020: entered, read, judged and revealed")
    trial = _edition_2020(plans[2020], cast, jurors)
    run_reactions()
    say("  what municipalities took over since, and the archives of 2021-2024")
    adopt_all(trial, cast)
    _load_archive()
    say("  2025: read, and with the jury")
    _edition_2025(plans[2025], cast, jurors)
    say("  2026: 94 entries, half of the scores in")
    _edition_2026(plans[2026], cast)
    say("  2027: open for entry")
    _edition_2027(plans[2027], cast)
    say("  the reactions to all of this")
    run_reactions()
    post_old_mail(START - timedelta(days=1))
    stand_all(START)
    set_demo_clock(START)


def _people_and_places() -> Cast:
    rows, _ = read_register(REGISTER.read_text(encoding="utf-8"))
    load_register(rows, by=BY, now=REGISTER_LOADED)
    load_regions(read_regions(REGIONS.read_text(encoding="utf-8"))[0], by=BY, now=REGISTER_LOADED)
    load_themes()
    return Cast()


def _load_archive() -> None:
    rows, _ = read_cases(ARCHIVE.read_text(encoding="utf-8"))
    import_cases(rows, by=BY, now=ARCHIVE_LOADED)


def _edition_2020(plan: EditionPlan, cast: Cast, jurors: list[User]) -> Edition:
    edition, entries = _entered(plan, cast, made_at=at(2019, 10, 14), admitted_at=at(2019, 12, 18))
    _read(edition, cast, readers=cast.readers(2020, 10, at(2020, 1, 6)), until=at(2020, 2, 7, 18))
    _advise_all(edition, entries, cast, now=at(2020, 2, 11))
    make_shortlist(
        edition,
        entries,
        by=cast.organiser,
        signed_by=cast.persona(Persona.ADMINISTRATOR),
        made_at=at(2020, 2, 12),
        announced_at=at(2020, 2, 17),
    )
    edition.refresh_from_db()
    bring_to_the_final(
        edition,
        entries,
        by=cast.organiser,
        signed_by=cast.persona(Persona.ADMINISTRATOR),
        now=at(2020, 3, 2),
    )
    write_cards(edition, [*jurors, cast.chair], since=at(2020, 3, 20, 9))
    open_all(edition, by=cast.chair, now=at(2020, 3, 20, 13))
    vote = hold_vote(edition, by=cast.organiser, opens=at(2020, 3, 9, 9), closes=at(2020, 3, 30, 23))
    choose_all(edition, entries, jurors, now=at(2020, 3, 20, 14))
    count_vote(vote, by=cast.organiser, signed_by=cast.persona(Persona.ADMINISTRATOR))
    pronounce_all(edition, entries, by=cast.chair, now=at(2020, 4, 15, 16))
    reveal_on_stage(
        edition,
        by=cast.organiser,
        signed_by=cast.persona(Persona.ADMINISTRATOR),
        sealed_at=at(2020, 4, 16, 9),
        now=at(2020, 6, 17, 16),
    )
    edition.refresh_from_db()
    return edition


def _edition_2025(plan: EditionPlan, cast: Cast, jurors: list[User]) -> None:
    """With the jury: in two categories the cards are open and enough jurors chose for the chair to pronounce.

    In the other two the juror of the demo still has to hand in cards.
    """
    edition, entries = _entered(plan, cast, made_at=at(2026, 3, 9), admitted_at=at(2026, 5, 20))
    _read(edition, cast, readers=cast.readers(2025, 8, at(2026, 8, 17)), until=at(2026, 9, 27, 18))
    _advise_all(edition, entries, cast, now=at(2026, 10, 4))
    make_shortlist(
        edition,
        entries,
        by=cast.organiser,
        signed_by=cast.persona(Persona.ADMINISTRATOR),
        made_at=at(2026, 10, 5),
        announced_at=at(2026, 10, 12),
    )
    edition.refresh_from_db()
    assessor = cast.persona(Persona.ASSESSOR)
    visit_all(edition, assessor, by=cast.organiser, divided_at=at(2026, 10, 13), held_at=at(2026, 11, 20, 14))
    ask_of_finalists(edition, due=at(2026, 11, 27, 17), by=cast.organiser, now=at(2026, 11, 6))
    bring_to_the_final(
        edition,
        entries,
        by=cast.organiser,
        signed_by=cast.persona(Persona.ADMINISTRATOR),
        now=at(2026, 11, 9),
    )
    hand_in_all(edition, entries, by=cast.organiser, since=at(2026, 11, 12))
    plan_pitches(edition, by=cast.organiser, now=at(2026, 11, 16))
    juror, opened = cast.persona(Persona.JUROR), ("inclusieve-samenleving", "leefomgeving")
    write_cards(edition, [*jurors, cast.chair], since=at(2026, 11, 18, 13))
    write_cards(edition, [juror], since=at(2026, 11, 18, 13), only=opened)
    begin_card(edition, juror, "lokale-democratie", now=at(2026, 11, 18, 15, 30))
    open_all(edition, by=cast.chair, now=at(2026, 11, 18, 17), only=opened)
    choose_all(edition, entries, jurors, now=at(2026, 11, 18, 20), only=opened)
    hold_vote(edition, by=cast.organiser, opens=at(2026, 11, 16, 9), closes=at(2026, 12, 7, 23))


def _advise_all(edition: Edition, entries: Mapping[str, Entry], cast: Cast, *, now: datetime) -> None:
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    written = write_all(round_, entries, _by_title(edition.year), by=cast.organiser, now=now)
    approve_all(written, is_read_again=True, by=cast.organiser, now=now)
    release_advice(round_, by=cast.organiser.code, now=now + timedelta(hours=4))


def _by_title(year: int) -> dict[str, Case]:
    return {case.title: case for case in cases_of(year)}


def _edition_2026(plan: EditionPlan, cast: Cast) -> None:
    edition, entries = _entered(plan, cast, made_at=at(2026, 7, 6), admitted_at=at(2026, 10, 8))
    choose_golden_cases(edition, by=cast.organiser, now=at(2026, 10, 19))
    readers = [cast.persona(Persona.SCORER), cast.persona(Persona.ASSESSOR)]
    readers += cast.readers(2026, N_READERS, at(2026, 10, 26))
    _read(edition, cast, readers=readers, until=START - timedelta(hours=14), share_done=_pace)
    round_, cases = round_of(edition, RoundKind.READING), _by_title(2026)
    assert round_ is not None
    begun = dict(list(entries.items())[: N_ADVISED + N_WRITTEN])
    written = write_all(round_, begun, cases, by=cast.organiser, now=START - timedelta(hours=8))
    approve_all(written[:N_ADVISED], is_read_again=True, by=cast.organiser, now=START - timedelta(hours=4))
    volunteers_for_2026(edition, cast)


def _pace(reader: str) -> float:
    return PACE.get(reader, some(reader))


def _edition_2027(plan: EditionPlan, cast: Cast) -> None:
    """Open for entry: some were invited, some submitted, some are still writing, three are nominated."""
    edition = create_edition(plan, by=cast.organiser.code, now=at(2026, 10, 19))
    choose_golden_cases(edition, by=cast.organiser, now=at(2026, 10, 20))
    reach_out(edition, by=cast.organiser, imported_at=at(2026, 10, 28), invited_at=at(2026, 11, 2, 14))
    run_reactions()
    desk = Desk(edition)
    entrant, colleague = cast.persona(Persona.ENTRANT), cast.persona(Persona.COLLEAGUE)
    assert entrant.municipality is not None
    others = [case for case in cases_of(2027) if case.municipality != entrant.municipality.code]
    own = next(case for case in cases_of(2027) if case.municipality == entrant.municipality.code)
    entries = enter_all(desk, others[:N_SUBMITTED_2027], cast, until=START - timedelta(days=1))
    _ask_one_team(next(iter(entries.values())), cast)
    for place, (case, parts) in enumerate(zip(others[N_SUBMITTED_2027:], UNFINISHED, strict=True), start=1):
        moment = between(edition.entry_opens, START, place / (len(UNFINISHED) + 2))
        desk.write(case, by=cast.entrant(case.municipality, moment), now=moment, parts=parts)
    draft = desk.write(own, by=entrant, now=START - timedelta(days=4), parts=HALF)
    invitation = invite(draft, colleague.email, TeamRole.WRITER, by=entrant, now=START - timedelta(days=3, hours=2))
    accept_invitation(invitation, by=colleague, now=START - timedelta(days=3))
    nominate_all(edition, cast)
    volunteers_for_2027(edition)


def _ask_one_team(entry: Entry, cast: Cast) -> None:
    """One team has a question of the organisers on its page, with a section opened for the answer."""
    request = Request(
        "Hoeveel uur kostte dit uw collega’s, en wie hebt u daarvoor nodig gehad?",
        due=(START + timedelta(days=9)).date(),
        sections=(Chapter.NEEDS,),
    )
    ask_team(entry, request, by=cast.organiser, now=START - timedelta(hours=20))


def _entered(
    plan: EditionPlan, cast: Cast, *, made_at: datetime, admitted_at: datetime
) -> tuple[Edition, dict[str, Entry]]:
    """An edition whose cases have all been entered and admitted; the entries by title."""
    edition = create_edition(plan, by=cast.organiser.code, now=made_at)
    desk, cases = Desk(edition), cases_of(plan.year)
    entries = enter_all(desk, cases, cast, until=edition.entry_closes)
    admit_all(desk, entries, cases, by=cast.organiser, now=admitted_at)
    return edition, {
        entry.title: entry for entry in Entry.objects.filter(edition=edition).select_related("municipality")
    }


def _read(
    edition: Edition,
    cast: Cast,
    *,
    readers: list[User],
    until: datetime,
    share_done: ShareDone = everything,
) -> None:
    """The entries are divided a week before the round opens, and scored from its first day."""
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    divided_at = round_.opens - timedelta(days=4)
    for reader in readers:
        add_reader(round_, reader, capacity=CAPACITY, by=cast.organiser.code, now=divided_at)
    assign_entries(round_, by=cast.organiser.code, now=divided_at)
    wildcards = {favour.title for favour in wildcards_of(edition.year)}
    taste = Taste(
        {case.title: case for case in cases_of(edition.year)},
        {finalist.title for finalist in finalists_of(edition.year)} - wildcards,
        wildcards,
    )
    begin(round_, since=round_.opens)
    score(round_, taste, since=round_.opens + timedelta(hours=9), until=until, share_done=share_done)
