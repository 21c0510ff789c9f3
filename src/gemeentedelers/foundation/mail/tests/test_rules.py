from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.foundation.mail.rules import LARGEST, Enclosure, Sending, check_enclosures, sending, sent_long_ago

PDF = "application/pdf"


@pytest.mark.parametrize(
    "enclosures",
    [
        [],
        [Enclosure("inzending.pdf", PDF, b"")],
        [Enclosure("Zo weten inwoners wie – dán ook.pdf", PDF, b"x" * LARGEST)],
        [Enclosure("a.ics", "text/calendar", b"x"), Enclosure("b.docx", "application/vnd.ms-word.x+zip", b"y")],
    ],
)
def test_these_may_go_along(enclosures: list[Enclosure]) -> None:
    check_enclosures(enclosures)


@pytest.mark.parametrize(
    ("enclosures", "problem"),
    [
        ([Enclosure("a.pdf", PDF, b"x" * (LARGEST + 1))], "10000001 bytes together; 10000000 is the most"),
        ([Enclosure("a.pdf", PDF, b"x" * 6_000_000)] * 2, "12000000 bytes together"),
        ([Enclosure("", PDF, b"x")], "'' is no name"),
        ([Enclosure(" a.pdf", PDF, b"x")], "' a.pdf' is no name"),
        ([Enclosure("../a.pdf", PDF, b"x")], "no name"),
        ([Enclosure("c:\\a.pdf", PDF, b"x")], "no name"),
        ([Enclosure("a.pdf\r\nBcc: x@example.nl", PDF, b"x")], "no name"),
        ([Enclosure("a\u202efdp.exe", PDF, b"x")], "no name"),
        ([Enclosure("a" * 161, PDF, b"x")], "no name"),
        ([Enclosure("a.pdf", "pdf", b"x")], "'pdf' is no media type"),
        ([Enclosure("a.pdf", "application/pdf\r\nX: y", b"x")], "no media type"),
        ([Enclosure("a.pdf", "", b"x")], "no media type"),
    ],
)
def test_these_may_not(enclosures: list[Enclosure], problem: str) -> None:
    with pytest.raises(ValueError, match=r"is no name|is no media type|is the most") as refused:
        check_enclosures(enclosures)

    assert problem in str(refused.value)


def test_enclosures_are_kept_for_a_week() -> None:
    assert sent_long_ago(datetime(2026, 12, 11, 9, tzinfo=UTC)) == datetime(2026, 12, 4, 9, tzinfo=UTC)


MOMENT = datetime(2026, 11, 23, 11, tzinfo=UTC)
LATER = MOMENT + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("sent_at", "withdrawn_at", "not_before", "expected"),
    [
        (None, None, None, Sending.SEND),
        (None, None, MOMENT, Sending.SEND),
        (None, None, LATER, Sending.WAIT),
        (MOMENT, None, None, Sending.LEAVE),
        (None, MOMENT, None, Sending.LEAVE),
        (None, MOMENT, LATER, Sending.LEAVE),
    ],
)
def test_a_mail_goes_once_from_its_moment_and_never_after_it_was_withdrawn(
    sent_at: datetime | None, withdrawn_at: datetime | None, not_before: datetime | None, expected: Sending
) -> None:
    assert sending(sent_at=sent_at, withdrawn_at=withdrawn_at, not_before=not_before, now=MOMENT) is expected
