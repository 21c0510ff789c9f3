from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.entries.rules import TITLE_LENGTH
from gemeentedelers.domain.nominations.rules import (
    HANDED_ON_AT_MOST,
    JOINABLE,
    LONGEST_WAIT,
    NAME_LENGTH,
    OUTCOME_LENGTH,
    PATIENCE,
    PER_PERSON,
    REASON_LENGTH,
    NominationObstacle,
    NominationStatus,
    Pointer,
    Progress,
    Voice,
    is_expired,
    is_same_day,
    letter_covers_until,
    mail_address,
    may_follow,
    nominated_by,
    own_lines,
    progress_of,
    read_pointer,
    reminder_is_due,
    resembles,
    single_line,
    why_not_answer,
    why_not_approve,
    why_not_close,
    why_not_conclude,
    why_not_describe,
    why_not_hand_on,
    why_not_nominate,
    why_not_research,
    why_not_set_contact,
    why_not_speak,
)
from gemeentedelers.foundation.refusals import Refusal

OPENS, CLOSES = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 12, 4, 23, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
INSIDE = datetime(2026, 11, 23, 9, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
ALICE = "alice@druten.example"
TIP, WITHOUT_CONTACT, INVITED = NominationStatus.TIP, NominationStatus.WITHOUT_CONTACT, NominationStatus.INVITED
CLAIMED, DECLINED, MATCHED = NominationStatus.CLAIMED, NominationStatus.DECLINED, NominationStatus.MATCHED
RESEARCHED, EXPIRED, CLOSED = NominationStatus.RESEARCHED, NominationStatus.EXPIRED, NominationStatus.CLOSED


def code(refusal: Refusal | None) -> object:
    return None if refusal is None else refusal.code


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", Pointer()),
        ("  ", Pointer()),
        ("Alice@Druten.example", Pointer(email="alice@druten.example")),
        (" mailto:alice@druten.example ", Pointer(email="alice@druten.example")),
        ("https://www.druten.example/buurt?q=1#top", Pointer(link="https://www.druten.example/buurt?q=1#top")),
        ("www.druten.example/buurt", Pointer(link="https://www.druten.example/buurt")),
        ("druten.example", Pointer(link="https://druten.example")),
        ("HTTP://Druten.example:8080/", Pointer(link="HTTP://Druten.example:8080/")),
    ],
)
def test_one_field_understands_a_link_or_an_address(typed: str, understood: Pointer) -> None:
    assert read_pointer(typed) == understood


@pytest.mark.parametrize(
    "typed",
    [
        "Alice van de gemeente",
        "alice@druten",
        "alice@@druten.example",
        "alice@druten.example, bob@druten.example",
        "alice@druten.example\nBcc: ada@elders.example",
        "javascript://druten.example/%0aalert(1)",
        "ftp://druten.example",
        "https://druten",
        "https://user:pass@druten.example/",
        "https://druten.example/een weg",
        'https://druten.example/"><script>',
        "06 12 34 56 78",
        "https://druten.example/" + "a" * 300,
        "a" * 250 + "@druten.example",
    ],
)
def test_anything_else_is_not_guessed_at(typed: str) -> None:
    assert read_pointer(typed) == Refusal(NominationObstacle.UNCLEAR_POINTER)


@given(st.text(max_size=80))
def test_what_is_understood_is_a_plain_link_or_address(typed: str) -> None:
    read = read_pointer(typed)
    if isinstance(read, Pointer):
        assert not (read.link and read.email)
        assert all(letter.isprintable() and letter not in ' <>"' for letter in read.link + read.email)


@pytest.mark.parametrize(
    ("voice", "obstacle"),
    [
        (Voice(), None),
        (Voice("Noor", "noor@elders.example"), None),
        (Voice("Noor", "noor@elders.example", wants_credit=True, wants_news=True), None),
        (Voice("", "noor@elders.example"), NominationObstacle.NAME_MISSING),
        (Voice("Noor", ""), NominationObstacle.EMAIL_MISSING),
        (Voice("Noor", "noor"), NominationObstacle.BAD_ADDRESS),
        (Voice("Noor", "Noor@Elders.example"), NominationObstacle.BAD_ADDRESS),
        (Voice(wants_credit=True), NominationObstacle.CONSENT_OF_NOBODY),
        (Voice(wants_news=True), NominationObstacle.CONSENT_OF_NOBODY),
        (Voice("Win op kwaad.example", "noor@elders.example"), NominationObstacle.ADDRESS_IN_NAME),
        (Voice("N" * NAME_LENGTH, "noor@elders.example"), None),
        (Voice("N" * (NAME_LENGTH + 1), "noor@elders.example"), NominationObstacle.TOO_LONG),
    ],
)
def test_who_nominates_is_somebody_or_nobody(voice: Voice, obstacle: NominationObstacle | None) -> None:
    assert code(why_not_speak(voice)) == obstacle


@pytest.mark.parametrize(
    ("title", "reason", "obstacle"),
    [
        ("Buurtkeuken", "Dit werkt.", None),
        ("Zorg o.a. 24/7 voor m.b.t. 2.0", "Zie https://druten.example", None),
        ("", "Dit werkt.", NominationObstacle.TITLE_MISSING),
        ("Buurtkeuken", "", NominationObstacle.REASON_MISSING),
        ("Kijk op https://kwaad", "Dit werkt.", NominationObstacle.ADDRESS_IN_TITLE),
        ("Kijk op kwaad.example", "Dit werkt.", NominationObstacle.ADDRESS_IN_TITLE),
        ("www.kwaad", "Dit werkt.", NominationObstacle.ADDRESS_IN_TITLE),
        ("mail kwaad@kwaad", "Dit werkt.", NominationObstacle.ADDRESS_IN_TITLE),
        ("t" * TITLE_LENGTH, "r" * REASON_LENGTH, None),
        ("t" * (TITLE_LENGTH + 1), "Dit werkt.", NominationObstacle.TOO_LONG),
        ("Buurtkeuken", "r" * (REASON_LENGTH + 1), NominationObstacle.TOO_LONG),
    ],
)
def test_a_title_is_fit_for_a_mail_to_a_stranger(title: str, reason: str, obstacle: NominationObstacle | None) -> None:
    assert code(why_not_describe(title=title, reason=reason)) == obstacle


@pytest.mark.parametrize("typed", ["een\r\ntwee", "een\rtwee", "een\ntwee", " een\ntwee \r\n"])
def test_a_text_keeps_its_lines(typed: str) -> None:
    assert own_lines(typed) == "een\ntwee"


def test_a_title_becomes_one_line() -> None:
    assert single_line(" Buurt\r\nBcc: x\tkeuken\x00 ") == "Buurt Bcc: x keuken"


@pytest.mark.parametrize(
    ("own", "n_before", "now", "obstacle"),
    [
        ("GM0001", 0, INSIDE, None),
        (None, 0, INSIDE, None),
        ("GM0002", 0, INSIDE, NominationObstacle.OWN_MUNICIPALITY),
        (None, PER_PERSON - 1, INSIDE, None),
        (None, PER_PERSON, INSIDE, NominationObstacle.TOO_MANY),
        (None, 0, OPENS - TICK, NominationObstacle.WINDOW_NOT_OPEN),
        (None, 0, OPENS, None),
        (None, 0, CLOSES - TICK, None),
        (None, 0, CLOSES, NominationObstacle.WINDOW_CLOSED),
    ],
)
def test_nominating_is_for_another_municipality_and_not_without_end(
    own: str | None, n_before: int, now: datetime, obstacle: NominationObstacle | None
) -> None:
    refusal = why_not_nominate(own_municipality=own, nominated="GM0002", n_before=n_before, window=WINDOW, now=now)
    assert code(refusal) == obstacle


@pytest.mark.parametrize(
    ("title", "other", "is_alike"),
    [
        ("Buurtkeuken zonder drempel", "Buurtkeuken zonder drempel", True),
        ("Buurtkeuken zonder drempel", "buurtkeukens zonder drempel!", True),
        ("Buurtkeuken zonder drempel", "Zonder drempel: de buurtkeuken", True),
        ("De gereedschapsschuur van de buurt", "Gereedschapschuur voor buurt", True),
        ("Café De Ontmoeting", "Cafe de ontmoeting", True),
        ("Samen de straat vergroenen", "Samen de straat schoonmaken", False),
        ("Samen de straat vergroenen", "Samen de wijk vergroenen", False),
        ("Samen", "Samen de straat vergroenen", False),
        ("Taalcafé", "Taalmaatje", False),
        ("Proef 1", "Proef 2", False),
        ("Binnen 21 dagen een antwoord", "Binnen 14 dagen een antwoord", False),
        ("Van en voor", "Van en voor", True),
        ("…", "…", False),
        ("", "", False),
    ],
)
def test_titles_of_one_case_are_alike(title: str, other: str, is_alike: bool) -> None:
    assert (resembles(title, other), resembles(other, title)) == (is_alike, is_alike)


def test_a_later_nomination_joins_what_is_alive_or_was_declined() -> None:
    assert set(NominationStatus) - JOINABLE == {EXPIRED, CLOSED}


@pytest.mark.parametrize(
    ("status", "is_handed_on", "is_contact", "is_colleague", "now", "obstacle"),
    [
        (INVITED, False, True, False, INSIDE, None),
        (INVITED, False, False, True, INSIDE, None),
        (INVITED, False, False, False, INSIDE, NominationObstacle.NOT_THE_CONTACT),
        (INVITED, True, True, True, INSIDE, NominationObstacle.HANDED_ON),
        (INVITED, False, True, True, CLOSES - TICK, None),
        (INVITED, False, True, True, CLOSES, NominationObstacle.WINDOW_CLOSED),
        (TIP, False, True, True, INSIDE, NominationObstacle.ANSWERED),
        (WITHOUT_CONTACT, False, True, True, INSIDE, NominationObstacle.ANSWERED),
        (CLAIMED, False, True, True, INSIDE, NominationObstacle.ANSWERED),
        (DECLINED, False, True, True, INSIDE, NominationObstacle.ANSWERED),
        (MATCHED, False, True, True, INSIDE, NominationObstacle.ANSWERED),
        (RESEARCHED, False, True, True, INSIDE, NominationObstacle.ANSWERED),
        (EXPIRED, False, True, True, INSIDE, NominationObstacle.EXPIRED),
        (CLOSED, True, True, True, INSIDE, NominationObstacle.CLOSED),
    ],
)
def test_the_contact_or_a_proven_colleague_answers_once(
    status: NominationStatus,
    is_handed_on: bool,
    is_contact: bool,
    is_colleague: bool,
    now: datetime,
    obstacle: NominationObstacle | None,
) -> None:
    refusal = why_not_answer(
        status=status,
        is_handed_on=is_handed_on,
        is_contact=is_contact,
        is_colleague=is_colleague,
        window=WINDOW,
        now=now,
    )
    assert code(refusal) == obstacle


@pytest.mark.parametrize(
    ("email", "had_it", "obstacle"),
    [
        ("bob@druten.example", [ALICE], None),
        (ALICE, [ALICE], NominationObstacle.HAD_IT_BEFORE),
        ("bob", [ALICE], NominationObstacle.BAD_ADDRESS),
        ("", [ALICE], NominationObstacle.BAD_ADDRESS),
        ("bob@druten.example", ["x"] * HANDED_ON_AT_MOST, None),
        ("bob@druten.example", ["x"] * (HANDED_ON_AT_MOST + 1), NominationObstacle.HANDED_ON_TOO_OFTEN),
    ],
)
def test_handing_on_ends_somewhere(email: str, had_it: list[str], obstacle: NominationObstacle | None) -> None:
    assert code(why_not_hand_on(email, had_it=had_it)) == obstacle


@pytest.mark.parametrize(
    ("status", "email", "now", "obstacle"),
    [
        (TIP, "", INSIDE, None),
        (TIP, ALICE, INSIDE, None),
        (TIP, "alice", INSIDE, NominationObstacle.BAD_ADDRESS),
        (TIP, ALICE, CLOSES, NominationObstacle.WINDOW_CLOSED),
        (WITHOUT_CONTACT, ALICE, INSIDE, NominationObstacle.NOT_A_TIP),
        (EXPIRED, ALICE, INSIDE, NominationObstacle.NOT_A_TIP),
    ],
)
def test_only_a_tip_is_approved(
    status: NominationStatus, email: str, now: datetime, obstacle: NominationObstacle | None
) -> None:
    assert code(why_not_approve(status=status, email=email, window=WINDOW, now=now)) == obstacle


@pytest.mark.parametrize(
    ("status", "email", "now", "obstacle"),
    [
        (WITHOUT_CONTACT, ALICE, INSIDE, None),
        (INVITED, ALICE, INSIDE, None),
        (EXPIRED, ALICE, INSIDE, None),
        (EXPIRED, "bob@druten.example", INSIDE, None),
        (INVITED, "bob@druten.example", INSIDE, NominationObstacle.HAD_IT_BEFORE),
        (WITHOUT_CONTACT, "", INSIDE, NominationObstacle.BAD_ADDRESS),
        (WITHOUT_CONTACT, "Alice", INSIDE, NominationObstacle.BAD_ADDRESS),
        (WITHOUT_CONTACT, ALICE, CLOSES, NominationObstacle.WINDOW_CLOSED),
        (TIP, ALICE, INSIDE, NominationObstacle.STILL_A_TIP),
        (CLAIMED, ALICE, INSIDE, NominationObstacle.NOT_WAITING),
        (DECLINED, ALICE, INSIDE, NominationObstacle.NOT_WAITING),
        (MATCHED, ALICE, INSIDE, NominationObstacle.NOT_WAITING),
        (RESEARCHED, ALICE, INSIDE, NominationObstacle.NOT_WAITING),
        (CLOSED, ALICE, INSIDE, NominationObstacle.NOT_WAITING),
    ],
)
def test_an_organiser_finds_a_contact_while_it_waits(
    status: NominationStatus, email: str, now: datetime, obstacle: NominationObstacle | None
) -> None:
    refusal = why_not_set_contact(status=status, email=email, current="bob@druten.example", window=WINDOW, now=now)
    assert code(refusal) == obstacle


@pytest.mark.parametrize("status", NominationStatus)
def test_the_office_closes_and_researches_what_nobody_took_up(status: NominationStatus) -> None:
    obstacle = None if status in (TIP, WITHOUT_CONTACT, INVITED, EXPIRED) else NominationObstacle.NOT_WAITING

    assert code(why_not_close(status=status, reason="Dubbel")) == obstacle
    assert code(why_not_research(status=status)) == obstacle


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [
        ("", NominationObstacle.CLOSING_REASON_MISSING),
        ("r" * OUTCOME_LENGTH, None),
        ("r" * (OUTCOME_LENGTH + 1), NominationObstacle.TOO_LONG),
    ],
)
def test_closing_says_why(text: str, obstacle: NominationObstacle | None) -> None:
    assert code(why_not_close(status=INVITED, reason=text)) == obstacle


def test_declining_needs_no_reason_but_a_short_one_fits() -> None:
    found = [code(why_not_conclude("r" * length)) for length in (0, OUTCOME_LENGTH, OUTCOME_LENGTH + 1)]
    assert found == [None, None, NominationObstacle.TOO_LONG]


LONG_AGO, NEVER = INSIDE - LONGEST_WAIT, CLOSES + timedelta(days=90)


@pytest.mark.parametrize(
    ("status", "invited_at", "closes", "expires"),
    [
        (INVITED, LONG_AGO, NEVER, True),
        (INVITED, LONG_AGO + TICK, NEVER, False),
        (INVITED, INSIDE, INSIDE, True),
        (INVITED, INSIDE, INSIDE + TICK, False),
        (WITHOUT_CONTACT, None, NEVER, False),
        (WITHOUT_CONTACT, LONG_AGO, NEVER, False),
        (WITHOUT_CONTACT, None, INSIDE, True),
        (TIP, None, INSIDE, True),
        (CLAIMED, LONG_AGO, INSIDE, False),
        (DECLINED, LONG_AGO, INSIDE, False),
        (MATCHED, None, INSIDE, False),
        (RESEARCHED, None, INSIDE, False),
        (EXPIRED, LONG_AGO, INSIDE, False),
        (CLOSED, LONG_AGO, INSIDE, False),
    ],
)
def test_waiting_ends_at_the_close_or_after_three_weeks(
    status: NominationStatus, invited_at: datetime | None, closes: datetime, expires: bool
) -> None:
    assert is_expired(status=status, invited_at=invited_at, closes=closes, now=INSIDE) is expires


@pytest.mark.parametrize(
    ("invited_at", "reminded_at", "is_due"),
    [
        (INSIDE - PATIENCE, None, True),
        (INSIDE - PATIENCE + TICK, None, False),
        (INSIDE - PATIENCE - timedelta(days=9), INSIDE - timedelta(days=5), False),
    ],
)
def test_a_reminder_comes_once_after_a_week(invited_at: datetime, reminded_at: datetime | None, is_due: bool) -> None:
    assert reminder_is_due(invited_at=invited_at, reminded_at=reminded_at, now=INSIDE) is is_due


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC)),
        (datetime(2026, 7, 1, 6, 59, 59, tzinfo=UTC), None),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (datetime(2026, 10, 25, 8, 0, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), None),
    ],
)
def test_the_letter_comes_at_nine_in_amsterdam_and_says_what_came_before_today(
    now: datetime, until: datetime | None
) -> None:
    assert letter_covers_until(now) == until


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (None, INSIDE, False),
        (INSIDE, INSIDE + timedelta(hours=5), True),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 23, 22, 59, tzinfo=UTC), True),
    ],
)
def test_a_day_is_a_day_in_amsterdam(one: datetime | None, other: datetime, is_same: bool) -> None:
    assert is_same_day(one, other) is is_same


@pytest.mark.parametrize(
    ("names", "n_voices", "said"),
    [
        ([], 1, "iemand"),
        ([], 2, "2 mensen"),
        (["Noor"], 1, "Noor"),
        (["Noor"], 2, "Noor en iemand anders"),
        (["Noor"], 5, "Noor en 4 anderen"),
        (["Noor", "Bob"], 2, "Noor en Bob"),
        (["Noor", "Bob", "Ada"], 3, "Noor, Bob en Ada"),
        (["Noor", "Bob", "Ada", "Kim"], 4, "Noor, Bob, Ada en iemand anders"),
        (["Noor", "Bob", "Ada", "Kim"], 50, "Noor, Bob, Ada en 47 anderen"),
    ],
)
def test_nominators_are_named_as_people_say_it(names: list[str], n_voices: int, said: str) -> None:
    assert nominated_by(names, n_voices) == said


@pytest.mark.parametrize(
    ("status", "agreed", "nominated_at", "answered_at", "follows"),
    [
        (CLAIMED, True, INSIDE, INSIDE, True),
        (DECLINED, True, INSIDE, INSIDE, True),
        (CLAIMED, False, INSIDE, INSIDE, False),
        (CLAIMED, True, INSIDE + TICK, INSIDE, False),
        (CLAIMED, True, INSIDE, None, False),
        (INVITED, True, INSIDE, INSIDE, False),
        (MATCHED, True, INSIDE, INSIDE, False),
        (RESEARCHED, True, INSIDE, INSIDE, False),
    ],
)
def test_only_with_consent_a_nominator_follows(
    status: NominationStatus, agreed: bool, nominated_at: datetime, answered_at: datetime | None, follows: bool
) -> None:
    assert may_follow(status=status, agreed=agreed, nominated_at=nominated_at, answered_at=answered_at) is follows


@pytest.mark.parametrize(
    ("status", "is_followed", "is_submitted", "named", "since", "progress"),
    [
        (INVITED, False, False, True, False, Progress.INVITED),
        (INVITED, False, False, False, False, Progress.RECEIVED),
        (INVITED, False, False, False, True, Progress.INVITED),
        (WITHOUT_CONTACT, False, False, False, False, Progress.RECEIVED),
        (MATCHED, False, True, False, False, Progress.RECEIVED),
        (MATCHED, False, True, True, False, Progress.INVITED),
        (CLAIMED, False, True, True, True, Progress.INVITED),
        (CLAIMED, True, False, True, True, Progress.STARTED),
        (CLAIMED, True, True, True, True, Progress.SUBMITTED),
        (DECLINED, False, False, True, True, Progress.INVITED),
        (DECLINED, True, False, True, True, Progress.DECLINED),
        (EXPIRED, False, False, True, True, Progress.INVITED),
        (CLOSED, False, False, False, False, Progress.RECEIVED),
    ],
)
def test_a_nominator_sees_what_was_agreed_and_else_what_they_wrote(
    status: NominationStatus, is_followed: bool, is_submitted: bool, named: bool, since: bool, progress: Progress
) -> None:
    seen = progress_of(
        status=status, is_followed=is_followed, is_submitted=is_submitted, named_a_contact=named, invited_since=since
    )
    assert seen is progress


@pytest.mark.parametrize("status", NominationStatus)
@pytest.mark.parametrize("named", [True, False])
def test_without_consent_the_state_tells_nothing(status: NominationStatus, named: bool) -> None:
    expected = Progress.INVITED if named else Progress.RECEIVED
    for is_submitted in (True, False):
        seen = progress_of(
            status=status,
            is_followed=False,
            is_submitted=is_submitted,
            named_a_contact=named,
            invited_since=False,
        )
        assert seen is expected


def test_an_address_is_kept_in_one_form() -> None:
    assert [mail_address(text) for text in (" Alice@Druten.example ", "alice", "")] == [ALICE, "", ""]
