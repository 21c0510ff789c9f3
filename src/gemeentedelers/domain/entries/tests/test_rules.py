from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.domain.cases.rules import CaseObstacle, Fault, Field, Gap, Kind
from gemeentedelers.domain.editions.rules import IN_TIME, DeadlineStyle, Timeliness, Window
from gemeentedelers.domain.entries.rules import (
    A_FEW_WORDS,
    MOST_ATTACHMENTS,
    MOST_INVITATIONS,
    MOST_PARTICIPANTS,
    UNDO_WITHIN,
    Check,
    Condition,
    Deed,
    Eligibility,
    EntryObstacle,
    EntryStatus,
    InvitationStatus,
    Offer,
    Press,
    Sight,
    SubmitKey,
    TeamRole,
    canonical,
    changed_parts,
    check_digit,
    digest_of,
    eligibility_checks,
    eligibility_doubts,
    oldest_day,
    press_of,
    reference_number,
    said_as_deadline,
    why_not_answer_invitation,
    why_not_ask_extension,
    why_not_attach,
    why_not_do,
    why_not_extend,
    why_not_invite,
    why_not_judge_eligibility,
    why_not_leave,
    why_not_restore,
    why_not_start,
    why_not_submit,
    why_not_take_part,
    why_not_withdraw,
    why_not_write,
)
from gemeentedelers.foundation.refusals import Refusal

OPENS, CLOSES = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 12, 4, 23, tzinfo=UTC)
READING_OPENS = datetime(2027, 1, 4, 8, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
TICK = timedelta(milliseconds=1)
INSIDE = datetime(2026, 11, 23, tzinfo=UTC)
OUT = (EntryStatus.WITHDRAWN, EntryStatus.MERGED)


def code(refusal: Refusal | None) -> object:
    return None if refusal is None else refusal.code


YES_AND_NO: Mapping[str, bool] = {"yes": True, "no": False}
MAY_DO = """
            read  write  submit  invite  remove  transfer  withdraw
owner       yes   yes    yes     yes     yes     yes       yes
writer      yes   yes    yes     no      no      no        no
reader      yes   no     no      no      no      no        no
invited     no    no     no      no      no      no        no
stranger    no    no     no      no      no      no        no
"""
ROLE_OF: Mapping[str, TeamRole | None] = {**{role.value: role for role in TeamRole}, "invited": None, "stranger": None}


def rows_of(table: str) -> list[tuple[str, Deed, bool]]:
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return [(who, Deed(deed), YES_AND_NO[said]) for who, *cells in rows for deed, said in zip(head, cells, strict=True)]


@pytest.mark.parametrize(("who", "deed", "may"), rows_of(MAY_DO))
def test_who_in_a_team_may_do_what(who: str, deed: Deed, may: bool) -> None:
    expected = None if may else Refusal(EntryObstacle.NOT_FOR_YOUR_ROLE)

    assert why_not_do(deed, role=ROLE_OF[who]) == expected


def test_the_table_of_who_may_do_what_is_whole() -> None:
    assert {(who, deed) for who, deed, _ in rows_of(MAY_DO)} == {(who, deed) for who in ROLE_OF for deed in Deed}


@pytest.mark.parametrize(
    ("time", "obstacle"),
    [
        (Timeliness.EARLY, EntryObstacle.WINDOW_NOT_OPEN),
        (Timeliness.ON_TIME, None),
        (Timeliness.EXTENDED, EntryObstacle.WINDOW_CLOSED),
        (Timeliness.IN_GRACE, EntryObstacle.WINDOW_CLOSED),
        (Timeliness.LATE, EntryObstacle.WINDOW_CLOSED),
    ],
)
def test_a_draft_begins_before_the_announced_closing(time: Timeliness, obstacle: EntryObstacle | None) -> None:
    assert code(why_not_start(time=time, window=WINDOW)) == obstacle


def test_too_early_and_too_late_say_when() -> None:
    early = why_not_start(time=Timeliness.EARLY, window=WINDOW)
    late = why_not_start(time=Timeliness.LATE, window=WINDOW)

    assert early == Refusal(EntryObstacle.WINDOW_NOT_OPEN, opens=OPENS)
    assert late == Refusal(EntryObstacle.WINDOW_CLOSED, closes=CLOSES)


@pytest.mark.parametrize("time", Timeliness)
def test_a_draft_is_always_the_teams_own(time: Timeliness) -> None:
    refusal = why_not_write(status=EntryStatus.DRAFT, section="nodig", time=time, window=WINDOW, opened=[])
    assert refusal is None


@pytest.mark.parametrize("time", Timeliness)
@pytest.mark.parametrize("status", OUT)
def test_what_is_out_of_the_competition_is_not_written(status: EntryStatus, time: Timeliness) -> None:
    refusal = why_not_write(status=status, section="nodig", time=time, window=WINDOW, opened=["nodig"])
    assert code(refusal) == EntryObstacle.OUT_OF_COMPETITION


@pytest.mark.parametrize(
    ("time", "opened", "obstacle"),
    [
        (Timeliness.ON_TIME, [], None),
        (Timeliness.EXTENDED, [], None),
        (Timeliness.IN_GRACE, [], None),
        (Timeliness.LATE, [], EntryObstacle.SECTION_FROZEN),
        (Timeliness.LATE, ["in-het-kort"], EntryObstacle.SECTION_FROZEN),
        (Timeliness.LATE, ["in-het-kort", "nodig"], None),
    ],
)
def test_after_the_closing_only_what_the_organisers_opened_is_written(
    time: Timeliness, opened: Collection[str], obstacle: EntryObstacle | None
) -> None:
    refusal = why_not_write(status=EntryStatus.SUBMITTED, section="nodig", time=time, window=WINDOW, opened=opened)
    assert code(refusal) == obstacle


TITLE = Field("title", Kind.LINE)
A_GAP = Gap("in-het-kort", "samenvatting", TITLE)
A_FAULT = Fault("in-het-kort", "samenvatting", TITLE, Refusal(CaseObstacle.TOO_MANY_CHARACTERS))
WHOLE = Offer(gaps=[], faults=[], digest="new")
LACKING = replace(WHOLE, gaps=[A_GAP, A_GAP])
WRONG = replace(WHOLE, faults=[A_FAULT])
UNDESCRIBED = replace(WHOLE, n_undescribed=1)
SAME = replace(WHOLE, submitted_digest="new")
OTHER = replace(WHOLE, submitted_digest="old")


@pytest.mark.parametrize(
    ("offer", "refusal"),
    [
        (WHOLE, None),
        (OTHER, None),
        (LACKING, Refusal(EntryObstacle.PARTS_MISSING, n_missing=2)),
        (WRONG, Refusal(EntryObstacle.PARTS_FAULTY, n_faults=1)),
        (replace(LACKING, faults=[A_FAULT]), Refusal(EntryObstacle.PARTS_MISSING, n_missing=2)),
        (replace(SAME, faults=[A_FAULT]), Refusal(EntryObstacle.PARTS_FAULTY, n_faults=1)),
        (UNDESCRIBED, Refusal(EntryObstacle.NO_ALTERNATIVE_TEXT)),
        (replace(UNDESCRIBED, faults=[A_FAULT]), Refusal(EntryObstacle.PARTS_FAULTY, n_faults=1)),
        (replace(UNDESCRIBED, submitted_digest="new"), Refusal(EntryObstacle.NO_ALTERNATIVE_TEXT)),
        (SAME, Refusal(EntryObstacle.NOTHING_CHANGED)),
    ],
)
@pytest.mark.parametrize("time", IN_TIME)
@pytest.mark.parametrize("status", [EntryStatus.DRAFT, EntryStatus.SUBMITTED])
def test_what_is_whole_and_new_is_submitted_and_replaced(
    status: EntryStatus, time: Timeliness, offer: Offer, refusal: Refusal | None
) -> None:
    assert why_not_submit(status=status, offer=offer, time=time, window=WINDOW) == refusal


@pytest.mark.parametrize(
    ("time", "is_asked", "offer", "obstacle"),
    [
        (Timeliness.EARLY, False, WHOLE, EntryObstacle.WINDOW_NOT_OPEN),
        (Timeliness.LATE, False, WHOLE, EntryObstacle.WINDOW_CLOSED),
        (Timeliness.LATE, False, LACKING, EntryObstacle.WINDOW_CLOSED),
        (Timeliness.LATE, True, WHOLE, None),
        (Timeliness.LATE, True, LACKING, EntryObstacle.PARTS_MISSING),
        (Timeliness.LATE, True, SAME, EntryObstacle.NOTHING_CHANGED),
    ],
)
def test_too_late_is_too_late_unless_the_organisers_ask_for_it(
    time: Timeliness, is_asked: bool, offer: Offer, obstacle: EntryObstacle | None
) -> None:
    refusal = why_not_submit(status=EntryStatus.SUBMITTED, offer=offer, time=time, window=WINDOW, is_asked=is_asked)
    assert code(refusal) == obstacle


@pytest.mark.parametrize("time", Timeliness)
@pytest.mark.parametrize("status", OUT)
def test_what_is_out_of_the_competition_is_not_submitted(status: EntryStatus, time: Timeliness) -> None:
    refusal = why_not_submit(status=status, offer=WHOLE, time=time, window=WINDOW, is_asked=True)
    assert code(refusal) == EntryObstacle.OUT_OF_COMPETITION


USED = {"key-1": "digest-1", "key-2": "digest-2"}


@pytest.mark.parametrize(
    ("key", "digest", "press"),
    [
        ("key-3", "digest-3", Press.FIRST),
        ("key-3", "digest-1", Press.FIRST),
        ("key-1", "digest-1", Press.AGAIN),
        ("key-2", "digest-2", Press.AGAIN),
        ("key-1", "digest-2", Refusal(EntryObstacle.WRONG_KEY)),
        ("key-1", "", Refusal(EntryObstacle.WRONG_KEY)),
        ("key-4", "digest-3", Refusal(EntryObstacle.WRONG_KEY)),
        ("", "", Refusal(EntryObstacle.WRONG_KEY)),
        ("KEY-3", "digest-3", Refusal(EntryObstacle.WRONG_KEY)),
    ],
)
def test_what_a_press_on_the_button_is(key: str, digest: str, press: Press | Refusal) -> None:
    assert press_of(SubmitKey(key, digest), current="key-3", used=USED) == press


@pytest.mark.parametrize(
    ("status", "obstacle"),
    [
        (EntryStatus.SUBMITTED, None),
        (EntryStatus.DRAFT, EntryObstacle.NOT_SUBMITTED),
        (EntryStatus.WITHDRAWN, EntryObstacle.NOT_SUBMITTED),
        (EntryStatus.MERGED, EntryObstacle.NOT_SUBMITTED),
    ],
)
def test_only_what_was_submitted_is_withdrawn(status: EntryStatus, obstacle: EntryObstacle | None) -> None:
    assert code(why_not_withdraw(status=status, revealed_at=None, now=INSIDE)) == obstacle


@pytest.mark.parametrize(("revealed_at", "obstacle"), [(INSIDE + TICK, None), (INSIDE, EntryObstacle.RESULT_IS_OUT)])
def test_nothing_is_withdrawn_once_the_result_is_out(revealed_at: datetime, obstacle: EntryObstacle | None) -> None:
    refusal = why_not_withdraw(status=EntryStatus.SUBMITTED, revealed_at=revealed_at, now=INSIDE)
    assert code(refusal) == obstacle


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "withdrawn_at", "now", "refusal"),
    [
        (EntryStatus.WITHDRAWN, INSIDE, INSIDE, None),
        (EntryStatus.WITHDRAWN, INSIDE, INSIDE + UNDO_WITHIN - SECOND, None),
        (EntryStatus.WITHDRAWN, INSIDE, INSIDE + UNDO_WITHIN, Refusal(EntryObstacle.UNDO_TOO_LATE, hours=24)),
        (EntryStatus.WITHDRAWN, INSIDE, INSIDE + UNDO_WITHIN + SECOND, Refusal(EntryObstacle.UNDO_TOO_LATE, hours=24)),
        (EntryStatus.WITHDRAWN, CLOSES - SECOND, CLOSES + timedelta(hours=23), None),
        (EntryStatus.WITHDRAWN, None, INSIDE, Refusal(EntryObstacle.NOT_WITHDRAWN)),
        (EntryStatus.SUBMITTED, INSIDE, INSIDE, Refusal(EntryObstacle.NOT_WITHDRAWN)),
        (EntryStatus.DRAFT, None, INSIDE, Refusal(EntryObstacle.NOT_WITHDRAWN)),
        (EntryStatus.MERGED, None, INSIDE, Refusal(EntryObstacle.NOT_WITHDRAWN)),
    ],
)
def test_withdrawing_can_be_undone_for_a_day(
    status: EntryStatus, withdrawn_at: datetime | None, now: datetime, refusal: Refusal | None
) -> None:
    assert why_not_restore(status=status, withdrawn_at=withdrawn_at, now=now) == refusal


def test_a_day_is_twenty_four_hours_also_when_the_clocks_change() -> None:
    withdrawn_at = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)

    in_time = why_not_restore(
        status=EntryStatus.WITHDRAWN, withdrawn_at=withdrawn_at, now=datetime(2026, 10, 25, 22, 29, tzinfo=UTC)
    )
    too_late = why_not_restore(
        status=EntryStatus.WITHDRAWN, withdrawn_at=withdrawn_at, now=datetime(2026, 10, 25, 22, 30, tzinfo=UTC)
    )

    assert (code(in_time), code(too_late)) == (None, EntryObstacle.UNDO_TOO_LATE)


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("nieuw@gemeente.example", None),
        ("alice@gemeente.example", Refusal(EntryObstacle.ALREADY_IN_TEAM)),
        (" Alice@Gemeente.example ", Refusal(EntryObstacle.ALREADY_IN_TEAM)),
        ("bob@gemeente.example", Refusal(EntryObstacle.ALREADY_INVITED)),
        ("BOB@gemeente.example", Refusal(EntryObstacle.ALREADY_INVITED)),
    ],
)
def test_an_address_is_invited_once(address: str, refusal: Refusal | None) -> None:
    found = why_not_invite(address=address, team=["ALICE@gemeente.example"], invited=["Bob@gemeente.example"])

    assert found == refusal


@pytest.mark.parametrize(
    ("n_invited", "refusal"),
    [
        (MOST_INVITATIONS - 1, None),
        (MOST_INVITATIONS, Refusal(EntryObstacle.TOO_MANY_INVITATIONS, limit=20)),
        (MOST_INVITATIONS + 1, Refusal(EntryObstacle.TOO_MANY_INVITATIONS, limit=20)),
    ],
)
def test_so_many_invitations_stand_open(n_invited: int, refusal: Refusal | None) -> None:
    invited = [f"collega{number}@gemeente.example" for number in range(n_invited)]

    assert why_not_invite(address="nieuw@gemeente.example", team=[], invited=invited) == refusal


@pytest.mark.parametrize(
    ("status", "address", "now", "obstacle"),
    [
        (InvitationStatus.OPEN, "bob@gemeente.example", INSIDE, None),
        (InvitationStatus.OPEN, "BOB@gemeente.example", INSIDE, None),
        (InvitationStatus.OPEN, "bob@gemeente.example", CLOSES - TICK, None),
        (InvitationStatus.OPEN, "bob@gemeente.example", CLOSES, EntryObstacle.INVITATION_EXPIRED),
        (InvitationStatus.OPEN, "charlie@gemeente.example", INSIDE, EntryObstacle.OTHER_ADDRESS),
        (InvitationStatus.ACCEPTED, "bob@gemeente.example", INSIDE, EntryObstacle.INVITATION_ANSWERED),
        (InvitationStatus.DECLINED, "bob@gemeente.example", INSIDE, EntryObstacle.INVITATION_ANSWERED),
        (InvitationStatus.REVOKED, "bob@gemeente.example", INSIDE, EntryObstacle.INVITATION_ANSWERED),
        (InvitationStatus.REVOKED, "charlie@gemeente.example", CLOSES, EntryObstacle.INVITATION_ANSWERED),
    ],
)
def test_an_invitation_is_answered_once_in_time_by_whom_it_was_sent_to(
    status: InvitationStatus, address: str, now: datetime, obstacle: EntryObstacle | None
) -> None:
    refusal = why_not_answer_invitation(
        status=status, invited="Bob@gemeente.example", address=address, expires_at=CLOSES, now=now
    )
    assert code(refusal) == obstacle


@pytest.mark.parametrize(
    ("role", "obstacle"),
    [
        (TeamRole.OWNER, EntryObstacle.OWNER_STAYS),
        (TeamRole.WRITER, None),
        (TeamRole.READER, None),
        (None, EntryObstacle.NOT_IN_TEAM),
    ],
)
def test_a_team_keeps_its_owner(role: TeamRole | None, obstacle: EntryObstacle | None) -> None:
    assert code(why_not_leave(role=role)) == obstacle


@pytest.mark.parametrize(
    ("name", "n_known", "refusal"),
    [
        ("gemeente Elders", 1, None),
        ("Stichting Groen", MOST_PARTICIPANTS - 1, None),
        ("gemeente Voorbeeld", 0, Refusal(EntryObstacle.LEADS_ALREADY)),
        ("deelnemer 0", 1, Refusal(EntryObstacle.ALREADY_A_PARTICIPANT)),
        ("deelnemer 0", MOST_PARTICIPANTS, Refusal(EntryObstacle.ALREADY_A_PARTICIPANT)),
        ("Stichting Groen", MOST_PARTICIPANTS, Refusal(EntryObstacle.TOO_MANY_PARTICIPANTS, limit=30)),
    ],
)
def test_a_participant_takes_part_once_beside_the_lead(name: str, n_known: int, refusal: Refusal | None) -> None:
    known = [f"deelnemer {number}" for number in range(n_known)]

    assert why_not_take_part(name=name, lead="gemeente Voorbeeld", known=known) == refusal


@pytest.mark.parametrize(
    ("n_attached", "refusal"),
    [
        (0, None),
        (MOST_ATTACHMENTS - 1, None),
        (MOST_ATTACHMENTS, Refusal(EntryObstacle.TOO_MANY_ATTACHMENTS, limit=10)),
    ],
)
def test_ten_attachments_fit(n_attached: int, refusal: Refusal | None) -> None:
    assert why_not_attach(n_attached=n_attached) == refusal


@pytest.mark.parametrize(
    ("status", "time", "reason", "has_asked", "obstacle"),
    [
        (EntryStatus.DRAFT, Timeliness.LATE, "Storing", False, None),
        (EntryStatus.DRAFT, Timeliness.IN_GRACE, "Storing", False, None),
        (EntryStatus.DRAFT, Timeliness.ON_TIME, "Onze collega is ziek", False, None),
        (EntryStatus.DRAFT, Timeliness.EARLY, "Storing", False, EntryObstacle.NOT_LATE),
        (EntryStatus.SUBMITTED, Timeliness.LATE, "Storing", False, EntryObstacle.NOT_LATE),
        (EntryStatus.WITHDRAWN, Timeliness.LATE, "Storing", False, EntryObstacle.NOT_LATE),
        (EntryStatus.MERGED, Timeliness.LATE, "Storing", False, EntryObstacle.NOT_LATE),
        (EntryStatus.DRAFT, Timeliness.LATE, "Storing", True, EntryObstacle.ALREADY_ASKED),
        (EntryStatus.DRAFT, Timeliness.LATE, "", True, EntryObstacle.ALREADY_ASKED),
        (EntryStatus.DRAFT, Timeliness.LATE, " \n", False, EntryObstacle.REASON_MISSING),
    ],
)
def test_a_team_with_a_draft_asks_once_for_more_time(
    status: EntryStatus, time: Timeliness, reason: str, has_asked: bool, obstacle: EntryObstacle | None
) -> None:
    assert code(why_not_ask_extension(status=status, time=time, reason=reason, has_asked=has_asked)) == obstacle


@pytest.mark.parametrize(
    ("until", "reason", "refusal"),
    [
        (CLOSES + TICK, "Storing", None),
        (READING_OPENS, "Storing", None),
        (READING_OPENS + TICK, "Storing", Refusal(EntryObstacle.EXTENSION_TOO_LONG, opens=READING_OPENS)),
        (CLOSES, "Storing", Refusal(EntryObstacle.EXTENSION_IN_PAST)),
        (CLOSES - TICK, "Storing", Refusal(EntryObstacle.EXTENSION_IN_PAST)),
        (CLOSES + TICK, "  ", Refusal(EntryObstacle.REASON_MISSING)),
        (CLOSES - TICK, "", Refusal(EntryObstacle.REASON_MISSING)),
    ],
)
def test_more_time_has_a_reason_lies_ahead_and_ends_before_the_reading(
    until: datetime, reason: str, refusal: Refusal | None
) -> None:
    assert why_not_extend(until=until, reason=reason, now=CLOSES, reading_opens=READING_OPENS) == refusal


@pytest.mark.parametrize(
    ("until", "style", "last_day"),
    [
        (datetime(2026, 12, 7, 23, tzinfo=UTC), DeadlineStyle.INCLUSIVE_DAY, date(2026, 12, 7)),
        (datetime(2026, 7, 7, 22, tzinfo=UTC), DeadlineStyle.INCLUSIVE_DAY, date(2026, 7, 7)),
        (datetime(2026, 12, 7, 23, 1, tzinfo=UTC), DeadlineStyle.MOMENT, date(2026, 12, 8)),
        (datetime(2026, 12, 7, 22, tzinfo=UTC), DeadlineStyle.MOMENT, date(2026, 12, 7)),
        (datetime(2026, 12, 8, 0, tzinfo=UTC), DeadlineStyle.MOMENT, date(2026, 12, 8)),
    ],
)
def test_more_time_until_midnight_is_said_as_a_whole_day(until: datetime, style: DeadlineStyle, last_day: date) -> None:
    said = said_as_deadline(until)

    assert (said.at, said.style, said.last_day) == (until, style, last_day)


@pytest.mark.parametrize(
    ("status", "eligibility", "reason", "obstacle"),
    [
        (EntryStatus.SUBMITTED, Eligibility.ELIGIBLE, "", None),
        (EntryStatus.SUBMITTED, Eligibility.UNDECIDED, "", None),
        (EntryStatus.SUBMITTED, Eligibility.INELIGIBLE, "Nog niet afgerond.", None),
        (EntryStatus.SUBMITTED, Eligibility.INELIGIBLE, " ", EntryObstacle.REASON_MISSING),
        (EntryStatus.DRAFT, Eligibility.ELIGIBLE, "", EntryObstacle.NOT_SUBMITTED),
        (EntryStatus.WITHDRAWN, Eligibility.ELIGIBLE, "", EntryObstacle.NOT_SUBMITTED),
        (EntryStatus.MERGED, Eligibility.INELIGIBLE, "Dubbel.", EntryObstacle.NOT_SUBMITTED),
    ],
)
def test_a_no_needs_a_reason(
    status: EntryStatus, eligibility: Eligibility, reason: str, obstacle: EntryObstacle | None
) -> None:
    refusal = why_not_judge_eligibility(status=status, eligibility=eligibility, reason=reason)
    assert code(refusal) == obstacle


@pytest.mark.parametrize(
    ("reference", "years", "oldest"),
    [
        (date(2026, 12, 1), 3, date(2023, 12, 1)),
        (date(2028, 2, 29), 3, date(2025, 2, 28)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
        (date(2027, 2, 28), 3, date(2024, 2, 28)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_three_years_back_also_from_a_leap_day(reference: date, years: int, oldest: date) -> None:
    assert oldest_day(reference, years) == oldest


REFERENCE = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("finished_on", "doubts"),
    [
        (None, []),
        (date(2023, 12, 1), []),
        (date(2023, 11, 30), [Refusal(EntryObstacle.TOO_OLD, oldest=date(2023, 12, 1))]),
        (date(2026, 12, 1), []),
        (date(2026, 12, 2), [Refusal(EntryObstacle.NOT_FINISHED, reference=REFERENCE)]),
    ],
)
def test_doubts_about_age_include_the_boundary_day(finished_on: date | None, doubts: list[Refusal]) -> None:
    assert eligibility_doubts(finished_on, reference=REFERENCE, max_age_years=3) == doubts


def sights(texts: Mapping[str, str], reference: date = REFERENCE) -> dict[Condition, Sight]:
    checks = eligibility_checks(texts, reference=reference, max_age_years=3)
    return {check.condition: check.sight for check in checks}


def test_of_an_empty_case_nothing_is_seen_yet_and_nothing_is_refused() -> None:
    checks = eligibility_checks({}, reference=REFERENCE, max_age_years=3)

    assert checks == [Check(condition, Sight.UNKNOWN) for condition in Condition]


@pytest.mark.parametrize(
    ("finished_on", "reference", "finished", "recent"),
    [
        ("1-12-2026", REFERENCE, Sight.MET, Sight.MET),
        ("2-12-2026", REFERENCE, Sight.DOUBTFUL, Sight.MET),
        ("1-12-2023", REFERENCE, Sight.MET, Sight.MET),
        ("30-11-2023", REFERENCE, Sight.MET, Sight.DOUBTFUL),
        ("28-2-2025", date(2028, 2, 29), Sight.MET, Sight.MET),
        ("27-2-2025", date(2028, 2, 29), Sight.MET, Sight.DOUBTFUL),
        ("29-2-2024", date(2027, 2, 28), Sight.MET, Sight.MET),
        ("29-2-2024", date(2027, 3, 1), Sight.MET, Sight.DOUBTFUL),
        ("29-2-2025", REFERENCE, Sight.UNKNOWN, Sight.UNKNOWN),
        ("ooit", REFERENCE, Sight.UNKNOWN, Sight.UNKNOWN),
        ("", REFERENCE, Sight.UNKNOWN, Sight.UNKNOWN),
    ],
)
def test_finished_and_recent_are_seen_in_the_day(
    finished_on: str, reference: date, finished: Sight, recent: Sight
) -> None:
    found = sights({"finished_on": finished_on}, reference)

    assert (found[Condition.FINISHED], found[Condition.RECENT]) == (finished, recent)


def test_a_doubt_about_the_day_explains_itself() -> None:
    young, old = (
        eligibility_checks({"finished_on": day}, reference=REFERENCE, max_age_years=3)
        for day in ("2-12-2026", "30-11-2023")
    )

    assert young[:2] == [
        Check(Condition.FINISHED, Sight.DOUBTFUL, Refusal(EntryObstacle.NOT_FINISHED, reference=REFERENCE)),
        Check(Condition.RECENT, Sight.MET),
    ]
    assert old[:2] == [
        Check(Condition.FINISHED, Sight.MET),
        Check(Condition.RECENT, Sight.DOUBTFUL, Refusal(EntryObstacle.TOO_OLD, oldest=date(2023, 12, 1))),
    ]


@pytest.mark.parametrize(
    ("change", "level", "sight"),
    [
        ("", "", Sight.UNKNOWN),
        ("Er liggen minder tegels.", "", Sight.UNKNOWN),
        (" ", "counted", Sight.UNKNOWN),
        ("Er liggen minder tegels.", "told", Sight.DOUBTFUL),
        ("Er liggen minder tegels.", "counted", Sight.MET),
        ("Er liggen minder tegels.", "compared", Sight.MET),
        ("Er liggen minder tegels.", "examined", Sight.MET),
    ],
)
def test_only_told_is_a_doubt_about_the_proof(change: str, level: str, sight: Sight) -> None:
    assert sights({"evidence.1.change": change, "evidence.1.level": level})[Condition.PROVEN] is sight


@pytest.mark.parametrize(
    ("key", "condition"),
    [
        ("problem", Condition.RELEVANT),
        ("answer.waardevol", Condition.VALUABLE),
        ("answer.succesvol", Condition.VALUABLE),
        ("answer.herbruikbaar", Condition.SCALABLE),
        ("portable", Condition.SCALABLE),
    ],
)
@pytest.mark.parametrize(
    ("n_words", "sight"), [(A_FEW_WORDS - 1, Sight.UNKNOWN), (A_FEW_WORDS, Sight.MET), (A_FEW_WORDS + 1, Sight.MET)]
)
def test_a_few_words_are_enough_to_see_a_condition(key: str, condition: Condition, n_words: int, sight: Sight) -> None:
    found = sights({key: "woord " * n_words})

    assert found == {**dict.fromkeys(Condition, Sight.UNKNOWN), condition: sight}


def test_words_for_one_condition_count_together() -> None:
    half = "woord " * (A_FEW_WORDS // 2)

    assert sights({"answer.waardevol": half, "answer.succesvol": half})[Condition.VALUABLE] is Sight.MET


def test_a_reference_number_reads_as_agreed() -> None:
    assert reference_number(2027, 42) == "GD-2027-0042-7"
    assert reference_number(2027, 12_345).startswith("GD-2027-12345-")


@given(st.integers(1, 9_999), st.integers(0, 3), st.integers(1, 9))
def test_one_wrong_digit_is_caught(sequence: int, place: int, shift: int) -> None:
    digits = f"{sequence:04d}"
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert check_digit(wrong) != check_digit(digits)


@given(st.integers(1, 9_999), st.integers(0, 2))
def test_two_digits_that_changed_places_are_caught(sequence: int, place: int) -> None:
    digits = f"{sequence:04d}"
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert swapped == digits or check_digit(swapped) != check_digit(digits)


CONTENT: Mapping[str, object] = {"title": "Groen", "themes": ["wonen", "verkeer"], "cost_once": 4_000, "hours": None}


def test_a_digest_is_of_what_is_said_and_not_of_how_it_is_ordered() -> None:
    assert canonical(CONTENT) == '{"cost_once":4000,"hours":null,"themes":["wonen","verkeer"],"title":"Groen"}'
    assert digest_of(CONTENT) == digest_of(dict(reversed(list(CONTENT.items()))))


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({}, []),
        ({"title": "Anders"}, ["title"]),
        ({"themes": ["verkeer", "wonen"]}, ["themes"]),
        ({"hours": 0, "cost_once": None}, ["cost_once", "hours"]),
        ({"lessons": "Begin eerder."}, ["lessons"]),
    ],
)
def test_each_change_changes_the_digest_and_is_named(changes: Mapping[str, object], parts: list[str]) -> None:
    after = {**CONTENT, **changes}

    assert list(changed_parts(CONTENT, after)) == list(changed_parts(after, CONTENT)) == parts
    assert (digest_of(after) == digest_of(CONTENT)) is not bool(parts)
