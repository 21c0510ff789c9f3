from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from gemeentedelers.foundation.calendar import Appointment, calendar_file

BEGINS = datetime(2027, 3, 10, 14, tzinfo=timezone(timedelta(hours=1)))
VISIT = Appointment(
    identifier="bezoek-1@voorbeeld.example",
    sequence=2,
    stamp=datetime(2027, 3, 1, 9, tzinfo=UTC),
    begins=BEGINS,
    ends=BEGINS + timedelta(minutes=90),
    title="Bezoek; straat, buurt",
    place="Plein 1\r\nStad",
    url="https://bellen.example/x",
)


def test_an_appointment_is_a_whole_file_in_utc_with_crlf() -> None:
    assert calendar_file(VISIT, maker="Proef").decode() == "\r\n".join(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Proef//NL", "METHOD:PUBLISH", "BEGIN:VEVENT",
            "UID:bezoek-1@voorbeeld.example", "SEQUENCE:2", "DTSTAMP:20270301T090000Z", "DTSTART:20270310T130000Z",
            "DTEND:20270310T143000Z", "SUMMARY:Bezoek\\; straat\\, buurt", "LOCATION:Plein 1\\nStad",
            "URL:https://bellen.example/x", "STATUS:CONFIRMED", "END:VEVENT", "END:VCALENDAR", "",
        ]
    )  # fmt: skip


def test_a_cancelled_one_takes_itself_out_of_the_calendar() -> None:
    lines = calendar_file(replace(VISIT, is_cancelled=True), maker="Proef").decode().split("\r\n")

    assert [line for line in lines if line.startswith(("METHOD", "STATUS"))] == ["METHOD:CANCEL", "STATUS:CANCELLED"]


def test_long_lines_fold_within_75_bytes_and_never_within_a_character() -> None:
    title = "é€😀" * 60
    content = calendar_file(replace(VISIT, title=title), maker="Proef")

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert f"SUMMARY:{title}" in content.decode().replace("\r\n ", "")


def test_what_is_typed_cannot_add_a_line() -> None:
    content = calendar_file(replace(VISIT, title="a\rATTENDEE:x\x00\x0b\u2028y"), maker="Proef").decode()

    assert [line for line in content.split("\r\n") if line.startswith("SUMMARY")] == ["SUMMARY:a\\nATTENDEE:xy"]


@pytest.mark.parametrize(
    "changes",
    [{"ends": BEGINS}, {"sequence": -1}, {"identifier": ""}, {"identifier": "a\nb"}, {"url": "https://x.example/a b"}],
)
def test_what_no_calendar_could_hold_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        calendar_file(replace(VISIT, **changes), maker="Proef")  # type: ignore[arg-type]  # the test names the fields
