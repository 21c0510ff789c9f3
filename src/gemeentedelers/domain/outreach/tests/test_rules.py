from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.municipalities.rules import BadCell, SizeClass
from gemeentedelers.domain.outreach.rules import (
    ADDRESS_LENGTH,
    MOST_BYTES,
    MOST_ROWS,
    NAME_LENGTH,
    SUBJECT_LENGTH,
    TEXT_LENGTH,
    ContactRow,
    Group,
    LeftOut,
    OutreachObstacle,
    Placeholder,
    Reach,
    ReachRow,
    Seen,
    Tally,
    decoded,
    faults_against,
    filled,
    folded,
    is_address,
    is_in_group,
    living_codes,
    mark_of,
    masked,
    reach_of,
    read_contacts,
    started_after,
    tallies,
    tally,
    why_leave_out,
    why_not_address,
    why_not_change,
    why_not_invite,
    why_not_read,
    why_not_use_subject,
    why_not_use_text,
)
from gemeentedelers.foundation.refusals import Refusal

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=20), NOW + timedelta(days=11))
SEEN = Seen(3, "abc")
Obstacle = OutreachObstacle


def row(
    code: str = "GM0001",
    *,
    reach: Reach = Reach.NOTHING,
    province: str = "Drenthe",
    size: SizeClass | None = SizeClass.SMALL,
) -> ReachRow:
    return ReachRow(code, "Dorp", province, size, reach)


@pytest.mark.parametrize(
    ("n_drafts", "n_submitted", "n_withdrawn", "expected"),
    [
        (0, 0, 0, Reach.NOTHING),
        (1, 0, 0, Reach.DRAFT),
        (0, 1, 0, Reach.SUBMITTED),
        (2, 1, 1, Reach.SUBMITTED),
        (1, 0, 1, Reach.DRAFT),
        (0, 0, 1, Reach.WITHDRAWN),
    ],
)
def test_the_furthest_entry_says_how_far_a_municipality_is(
    n_drafts: int, n_submitted: int, n_withdrawn: int, expected: Reach
) -> None:
    assert reach_of(n_drafts=n_drafts, n_submitted=n_submitted, n_withdrawn=n_withdrawn) is expected


def test_a_tally_counts_every_municipality_once() -> None:
    rows = [row(reach=reach) for reach in (Reach.NOTHING, Reach.NOTHING, *Reach)]

    assert tally(rows) == Tally(n_nothing=3, n_draft=1, n_submitted=1, n_withdrawn=1)
    assert tally(rows).n_municipalities == len(rows)
    assert tally([]) == Tally()


def test_tallies_divide_the_same_municipalities() -> None:
    rows = [row(province="Zeeland"), row(province="Drenthe"), row(province="Zeeland", reach=Reach.DRAFT)]

    assert tallies(rows, lambda member: member.province) == {
        "Zeeland": Tally(n_nothing=1, n_draft=1),
        "Drenthe": Tally(n_nothing=1),
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("A", {"A"}),
        ("B", {"A"}),
        ("C", {"A", "D"}),
        ("E", {"A"}),
        ("unknown", set()),
    ],
    ids=["exists", "merged", "divided", "merged twice", "unknown"],
)
def test_a_merged_municipality_counts_for_those_after_it(code: str, expected: set[str]) -> None:
    successors = {"B": {"A"}, "C": {"A", "D"}, "E": {"B"}}

    assert living_codes(code, {"A", "D"}, successors) == expected


@pytest.mark.parametrize(
    ("invited_at", "newest_start", "expected"),
    [
        (None, None, False),
        (None, NOW, False),
        (NOW, None, False),
        (NOW, NOW, False),
        (NOW, NOW - timedelta(seconds=1), False),
        (NOW, NOW + timedelta(seconds=1), True),
    ],
)
def test_only_a_later_draft_follows_an_invitation(
    invited_at: datetime | None, newest_start: datetime | None, expected: bool
) -> None:
    assert started_after(invited_at, newest_start) is expected


@pytest.mark.parametrize(
    ("address", "expected"), [("alice@dorp.example", "a…@dorp.example"), ("b@dorp.example", "b…@dorp.example")]
)
def test_a_masked_address_keeps_its_host(address: str, expected: str) -> None:
    assert masked(address) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Súdwest-Fryslân".encode(), "Súdwest-Fryslân"),
        ("Súdwest-Fryslân".encode("utf-8-sig"), "Súdwest-Fryslân"),
        ("Súdwest-Fryslân".encode("cp1252"), "Súdwest-Fryslân"),
        (b"\x81", "\ufffd"),
        (b"", ""),
    ],
    ids=["utf-8", "with a byte order mark", "cp1252", "no letter at all", "empty"],
)
def test_a_file_is_read_as_spreadsheets_write_it(content: bytes, expected: str) -> None:
    assert decoded(content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", None),
        (b"a" * MOST_BYTES, None),
        (b"a" * (MOST_BYTES + 1), Refusal(Obstacle.TOO_LARGE, most=1)),
        (b"PK\x03\x04\x00", Refusal(Obstacle.NOT_READABLE)),
    ],
    ids=["empty", "just small enough", "too large", "a spreadsheet itself"],
)
def test_what_cannot_be_a_list_of_contacts_is_refused(content: bytes, expected: Refusal | None) -> None:
    assert why_not_read(content) == expected


ALICE = ContactRow(2, "", "Dorp", "alice@dorp.example", "Alice")


@pytest.mark.parametrize(
    "text",
    [
        "gemeente;e-mail;naam\nDorp;alice@dorp.example;Alice",
        "gemeente,e-mail,naam\nDorp,alice@dorp.example,Alice",
        "gemeente\te-mail\tnaam\nDorp\talice@dorp.example\tAlice",
        "\ufeffGemeente;E-mail;Naam\r\nDorp;alice@dorp.example;Alice\r\n",
        "telefoon;NAAM; Gemeentenaam ;e-mailadres\n06;Alice; Dorp ; alice@dorp.example ",
        'gemeente;e-mail;naam\n"Dorp";"alice@dorp.example";"Alice"\n\n;;\n',
    ],
    ids=["semicolons", "commas", "pasted from a spreadsheet", "byte order mark", "other columns", "quotes and gaps"],
)
def test_a_list_is_read_whatever_wrote_it(text: str) -> None:
    assert read_contacts(text) == ([ALICE], [])


@pytest.mark.parametrize(
    ("code", "expected"), [("GM0363", "GM0363"), ("gm0363", "GM0363"), ("0363", "GM0363"), ("363", "GM0363")]
)
def test_a_code_is_read_with_or_without_its_letters(code: str, expected: str) -> None:
    assert read_contacts(f"code;e-mail\n{code};a@b.example") == ([ContactRow(2, expected, "", "a@b.example", "")], [])


def test_a_line_number_is_that_of_an_editor() -> None:
    text = 'gemeente;e-mail;naam\n\n"Dorp\naan Zee";a@b.example;\nDorp;;\n'

    rows, faults = read_contacts(text)

    assert [found.line for found in rows] == [3]
    assert faults == [BadCell(5, "e-mail", Refusal(Obstacle.ADDRESS_MISSING))]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (";;a@b.example;", [("gemeente", Refusal(Obstacle.MUNICIPALITY_MISSING))]),
        ("Amsterdam;;a@b.example;", [("code", Refusal(Obstacle.UNKNOWN_CODE, code="AMSTERDAM"))]),
        ("GM036;;a@b.example;", [("code", Refusal(Obstacle.UNKNOWN_CODE, code="GM036"))]),
        (";Dorp;;", [("e-mail", Refusal(Obstacle.ADDRESS_MISSING))]),
        (";Dorp;alice;", [("e-mail", Refusal(Obstacle.NOT_AN_ADDRESS, value="alice"))]),
        (f";Dorp;a@b.example;{'n' * (NAME_LENGTH + 1)}", [("naam", Refusal(Obstacle.NOT_A_NAME, length=NAME_LENGTH))]),
        (';Dorp;a@b.example;"Al\nice"', [("naam", Refusal(Obstacle.NOT_A_NAME, length=NAME_LENGTH))]),
        (";Dorp;a@b.example;Al\ufffdce", [("naam", Refusal(Obstacle.NOT_A_NAME, length=NAME_LENGTH))]),
        (
            ";;;",
            [],
        ),
        (
            ";;x;",
            [
                ("gemeente", Refusal(Obstacle.MUNICIPALITY_MISSING)),
                ("e-mail", Refusal(Obstacle.NOT_AN_ADDRESS, value="x")),
            ],
        ),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(cells: str, expected: list[tuple[str, Refusal]]) -> None:
    text = f"code;gemeente;e-mail;naam\n;Dorp;alice@dorp.example;Alice\n{cells}"

    rows, faults = read_contacts(text)

    assert faults == [BadCell(3, column, refusal) for column, refusal in expected]
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", BadCell(1, "gemeente, e-mail", Refusal(Obstacle.COLUMNS_MISSING))),
        ("gemeente;naam\nDorp;Alice", BadCell(1, "gemeente, e-mail", Refusal(Obstacle.COLUMNS_MISSING))),
        ("e-mail;naam\na@b.example;Alice", BadCell(1, "gemeente, e-mail", Refusal(Obstacle.COLUMNS_MISSING))),
        ("gemeente;e-mail\n", BadCell(2, "gemeente", Refusal(Obstacle.NO_ROWS))),
        ("gemeente;e-mail\n" + "x" * 200_000, BadCell(1, "gemeente", Refusal(Obstacle.NOT_READABLE))),
    ],
    ids=["empty", "no address", "no municipality", "no rows", "no lines"],
)
def test_a_file_that_is_no_list_is_refused_whole(text: str, expected: BadCell) -> None:
    assert read_contacts(text) == ([], [expected])


def test_a_list_has_at_most_two_thousand_rows() -> None:
    def listed(n_rows: int) -> str:
        return "gemeente;e-mail\n" + "\n".join(f"Dorp;a{number}@b.example" for number in range(n_rows))

    refusal = Refusal(Obstacle.TOO_MANY_ROWS, most=MOST_ROWS, n_rows=MOST_ROWS + 1)
    assert len(read_contacts(listed(MOST_ROWS))[0]) == MOST_ROWS
    assert read_contacts(listed(MOST_ROWS + 1)) == ([], [BadCell(MOST_ROWS + 2, "gemeente", refusal)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alice@dorp.example", True),
        ("o'neil+post@post.dorp.example", True),
        ("a@b.example" + "e" * 52, True),
        ("alice@dorp", False),
        ("alice dorp@dorp.example", False),
        ("alice@dorp.example\nBcc: bob@dorp.example", False),
        ("<alice@dorp.example>", False),
        ("alice@dorp.example, bob@dorp.example", False),
        (".alice@dorp.example", False),
        ("alice.@dorp.example", False),
        ("al..ice@dorp.example", False),
        ("alice@-dorp.example", False),
        ("alice@dörp.example", False),
        ("a@" + "b." * ADDRESS_LENGTH + "example", False),
        ("", False),
    ],
)
def test_an_address_is_one_that_mail_can_go_to(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("  Gemeente  Ede ", "ede"),
        ("’s-Hertogenbosch", "'s-hertogenbosch"),
        ("BERGEN (NH)", "bergen (nh)"),
    ],
)
def test_names_are_compared_as_people_type_them(name: str, expected: str) -> None:
    assert folded(name) == expected


def test_the_register_and_the_other_rows_tell_what_a_row_cannot() -> None:
    rows = [
        ContactRow(2, "", "Dorp", "alice@dorp.example", ""),
        ContactRow(3, "", "Nergens", "bob@dorp.example", ""),
        ContactRow(4, "GM9999", "", "bob@dorp.example", ""),
        ContactRow(5, "GM0001", "", "ALICE@dorp.example", ""),
        ContactRow(6, "", "Stad", "alice@dorp.example", ""),
    ]
    codes = {"Dorp": "GM0001", "GM0001": "GM0001", "Stad": "GM0002"}

    faults = faults_against(rows, code_of=lambda found: codes.get(found.code or found.municipality))

    assert faults == [
        BadCell(3, "gemeente", Refusal(Obstacle.UNKNOWN_MUNICIPALITY, name="Nergens")),
        BadCell(4, "code", Refusal(Obstacle.UNKNOWN_CODE, code="GM9999")),
        BadCell(5, "e-mail", Refusal(Obstacle.DOUBLE_ADDRESS, line=2)),
    ]


@pytest.mark.parametrize(
    ("reach", "group", "has_contact", "is_stopped", "expected"),
    [
        (Reach.NOTHING, Group.NOT_STARTED, True, False, None),
        (Reach.DRAFT, Group.NOT_STARTED, True, False, LeftOut.STARTED),
        (Reach.WITHDRAWN, Group.PROVINCES, True, False, LeftOut.STARTED),
        (Reach.DRAFT, Group.PICKED, True, False, None),
        (Reach.WITHDRAWN, Group.PICKED, True, False, None),
        (Reach.SUBMITTED, Group.PICKED, True, False, LeftOut.SUBMITTED),
        (Reach.SUBMITTED, Group.SIZES, True, False, LeftOut.SUBMITTED),
        (Reach.NOTHING, Group.PICKED, True, True, LeftOut.STOPPED),
        (Reach.NOTHING, Group.PICKED, False, False, LeftOut.REMOVED),
    ],
)
def test_who_is_left_out_and_why(
    reach: Reach, group: Group, has_contact: bool, is_stopped: bool, expected: LeftOut | None
) -> None:
    found = why_leave_out(reach=reach, group=group, has_contact=has_contact, is_stopped=is_stopped)

    assert found is expected


@pytest.mark.parametrize(
    ("group", "choices", "member", "expected"),
    [
        (Group.NOT_STARTED, [], row(), True),
        (Group.NOT_STARTED, [], row(reach=Reach.DRAFT), False),
        (Group.PROVINCES, ["Drenthe"], row(), True),
        (Group.PROVINCES, ["Zeeland"], row(), False),
        (Group.SIZES, ["small"], row(), True),
        (Group.SIZES, ["large"], row(), False),
        (Group.SIZES, ["small"], row(size=None), False),
        (Group.PICKED, ["GM0001"], row(reach=Reach.DRAFT), True),
        (Group.PICKED, ["GM0001"], row(reach=Reach.SUBMITTED), False),
        (Group.PICKED, ["GM0002"], row(), False),
    ],
)
def test_a_group_holds_who_was_chosen_and_may_be_invited(
    group: Group, choices: list[str], member: ReachRow, expected: bool
) -> None:
    assert is_in_group(member, group, choices) is expected


@pytest.mark.parametrize(
    ("group", "choices", "expected"),
    [
        (Group.NOT_STARTED, [], None),
        (Group.PROVINCES, ["Drenthe"], None),
        *((group, [], Refusal(Obstacle.CHOICE_MISSING)) for group in (Group.PROVINCES, Group.SIZES, Group.PICKED)),
    ],
)
def test_a_group_that_needs_a_choice_has_one(group: Group, choices: list[str], expected: Refusal | None) -> None:
    assert why_not_address(group, choices) == expected


TEXTS = [
    ("Hallo", None),
    ("Hallo {gemeente}, {naam}: {sluiting}, {link}", None),
    ("Hallo { Gemeente }", None),
    ("Een { los haakje", None),
    ("Een } los haakje", None),
    ("Hallo {gemeent}", Refusal(Obstacle.UNKNOWN_PLACEHOLDER, name="gemeent")),
    ("Hallo {}", Refusal(Obstacle.UNKNOWN_PLACEHOLDER, name="")),
    ("Hallo {{ contact.token }}", Refusal(Obstacle.UNKNOWN_PLACEHOLDER, name=" contact.token ")),
    ("Hallo {% now 'Y' %}", Refusal(Obstacle.UNKNOWN_PLACEHOLDER, name="% now 'Y' %")),
    ("Hallo {naam.__class__}", Refusal(Obstacle.UNKNOWN_PLACEHOLDER, name="naam.__class__")),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_only_known_placeholders_may_be_used(text: str, expected: Refusal | None) -> None:
    assert (why_not_use_subject(text), why_not_use_text(text)) == (expected, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" \n ", Refusal(Obstacle.TEXT_MISSING)),
        ("a" * TEXT_LENGTH, None),
        ("a" * (TEXT_LENGTH + 1), Refusal(Obstacle.TEXT_TOO_LONG, length=TEXT_LENGTH)),
    ],
)
def test_a_text_says_something_and_not_too_much(text: str, expected: Refusal | None) -> None:
    assert why_not_use_text(text) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("", Refusal(Obstacle.SUBJECT_MISSING)),
        ("a" * SUBJECT_LENGTH, None),
        ("a" * (SUBJECT_LENGTH + 1), Refusal(Obstacle.TEXT_TOO_LONG, length=SUBJECT_LENGTH)),
    ],
)
def test_a_subject_says_something_and_not_too_much(subject: str, expected: Refusal | None) -> None:
    assert why_not_use_subject(subject) == expected


def test_what_is_filled_in_is_never_read_as_a_placeholder() -> None:
    values = {
        Placeholder.MUNICIPALITY: "Dorp",
        Placeholder.NAME: "{link} \\1 {{ site }}",
        Placeholder.CLOSING: "4 december",
        Placeholder.LINK: "https://site.example/",
    }

    text = "Beste {naam}, doet {gemeente} mee? Tot {sluiting}: { Link }. Een { haakje."

    assert filled(text, values) == (
        "Beste {link} \\1 {{ site }}, doet Dorp mee? Tot 4 december: https://site.example/. Een { haakje."
    )


def test_the_mark_changes_with_the_words_and_with_the_list() -> None:
    mark = mark_of("Onderwerp", "Tekst", ["a", "b"])

    assert mark == mark_of("Onderwerp", "Tekst", ["b", "a"])
    assert len({mark, mark_of("Onderwerp.", "Tekst", ["a", "b"]), mark_of("Onderwerp", "Tekst.", ["a", "b"]),
                mark_of("Onderwerp", "Tekst", ["a", "c"]), mark_of("Onderwerp", "Tekst", ["a"])}) == 5  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "current", "invited_at", "now", "expected"),
    [
        (SEEN, SEEN, None, NOW, None),
        (SEEN, SEEN, NOW - timedelta(days=1), NOW, None),
        (SEEN, SEEN, None, WINDOW.opens - timedelta(days=1), None),
        (SEEN, SEEN, None, WINDOW.closes - timedelta(seconds=1), None),
        (SEEN, SEEN, None, WINDOW.closes, Refusal(Obstacle.WINDOW_CLOSED, closes=WINDOW.closes)),
        (Seen(2, "abc"), SEEN, None, NOW, Refusal(Obstacle.COUNT_CHANGED, n_seen=2, n_now=3)),
        (Seen(3, "xyz"), SEEN, None, NOW, Refusal(Obstacle.CONTENT_CHANGED)),
        (SEEN, Seen(0, "abc"), None, NOW, Refusal(Obstacle.NOBODY_TO_INVITE)),
        (SEEN, Seen(0, "abc"), NOW, NOW, Refusal(Obstacle.ALREADY_SENT, at=NOW)),
    ],
    ids=["same", "again for who came later", "before the opening", "last second", "closed", "other number",
         "other list or text", "nobody", "sent already"],
)  # fmt: skip
def test_only_what_was_on_screen_is_sent(
    seen: Seen, current: Seen, invited_at: datetime | None, now: datetime, expected: Refusal | None
) -> None:
    found = why_not_invite(seen=seen, current=current, invited_at=invited_at, window=WINDOW, now=now)

    assert found == expected


@pytest.mark.parametrize(("invited_at", "expected"), [(None, None), (NOW, Refusal(Obstacle.ALREADY_SENT, at=NOW))])
def test_a_sent_campaign_stays_as_it_was_read(invited_at: datetime | None, expected: Refusal | None) -> None:
    assert why_not_change(invited_at=invited_at) == expected
