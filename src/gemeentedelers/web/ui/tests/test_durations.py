from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.template.loader import render_to_string

from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES
from gemeentedelers.web.ui.durations import countdown, hours_said, in_words
from gemeentedelers.web.ui.templatetags.ui import iso_utc, time_left


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=11, hours=14), "nog 11 dagen"),
        (timedelta(days=2), "nog 2 dagen"),
        (timedelta(days=2) - timedelta(microseconds=1), "nog 1 dag"),
        (timedelta(days=1), "nog 1 dag"),
        (timedelta(days=1) - timedelta(microseconds=1), "nog 23 uur en 59 minuten"),
        (timedelta(hours=3, minutes=12), "nog 3 uur en 12 minuten"),
        (timedelta(hours=3, seconds=59), "nog 3 uur"),
        (timedelta(hours=1, minutes=1), "nog 1 uur en 1 minuut"),
        (timedelta(minutes=4, seconds=59), "nog 4 minuten"),
        (timedelta(minutes=1), "nog 1 minuut"),
        (timedelta(seconds=59), "nog minder dan een minuut"),
        (timedelta(microseconds=1), "nog minder dan een minuut"),
        (timedelta(), "de inschrijving is gesloten"),
        (timedelta(days=-3), "de inschrijving is gesloten"),
    ],
)
def test_a_countdown_says_what_somebody_needs_to_know(left: timedelta, words: str) -> None:
    assert countdown(left) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=7), "7 dagen"),
        (timedelta(days=1, hours=1), "1 dag en 1 uur"),
        (timedelta(days=2, hours=3, minutes=5), "2 dagen, 3 uur en 5 minuten"),
        (timedelta(days=2, minutes=1), "2 dagen en 1 minuut"),
        (timedelta(minutes=30, seconds=30), "30 minuten"),
        (timedelta(seconds=30), "0 minuten"),
    ],
)
def test_a_span_is_said_in_full(span: timedelta, words: str) -> None:
    assert in_words(span) == words


def test_it_counts_from_the_time_of_the_server() -> None:
    assert time_left(ENTRY_CLOSES, DURING_ENTRY) == "nog 11 dagen"
    assert iso_utc(ENTRY_CLOSES.astimezone()) == "2026-12-04T23:00:00.000Z"


def test_a_page_holds_what_its_script_needs_and_reads_without_it() -> None:
    page = render_to_string(
        "ui/countdown.html",
        {
            "closes_at": ENTRY_CLOSES,
            "now": datetime(2026, 12, 4, 19, 48, 0, 250_000, tzinfo=UTC),
            "when": "vrijdag 4 december 2026, tot en met 23.59 uur",
        },
    )

    assert (
        '<time class="gd-countdown" datetime="2026-12-04T23:00:00.000Z" data-countdown="2026-12-04T23:00:00.000Z" '
        'data-now="2026-12-04T19:48:00.250Z">nog 3 uur en 11 minuten</time>'
    ) in page
    assert "<strong>vrijdag 4 december 2026, tot en met 23.59 uur</strong>" in page
    assert "Nederlandse tijd" in page


def test_without_words_the_closing_is_a_moment() -> None:
    page = render_to_string("ui/countdown.html", {"closes_at": ENTRY_CLOSES, "now": ENTRY_CLOSES})

    assert "<strong>zaterdag 5 december 2026, 0.00 uur</strong>" in page
    assert ">de inschrijving is gesloten</time>" in page


def test_the_banner_says_from_when_to_when_and_why() -> None:
    page = render_to_string(
        "ui/deadline_banner.html", {"was": "vrijdag, 9.00 uur", "became": "maandag, 9.00 uur", "reason": "<Storing>"}
    )

    assert "De sluiting is verplaatst van vrijdag, 9.00 uur naar <strong>maandag, 9.00 uur</strong>." in page
    assert "Reden: &lt;Storing&gt;" in page


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 uur"),
        (120, "2 uur"),
        (150, "2,5 uur"),
        (1200, "20 uur"),
        (3384, "56,4 uur"),
        (Fraction(100, 3), "0,6 uur"),
    ],
)
def test_hours_as_people_say_them(minutes: int | Fraction, words: str) -> None:
    assert hours_said(minutes) == words
