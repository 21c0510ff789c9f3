"""The table and the comparison, on made-up numbers: nothing here measures time."""

import json
import math

import pytest

from bench.figures import Figure, Report, of_number, of_times, quantile, report_in, table

SAVE = Figure("autosave", "5 drafts", "ms", 100, 20.0, 50.0, bar=60.0)
SLOW = Figure("submit", "5 drafts", "ms", 10, 200.0, 300.0, bar=250.0)
SIZE = Figure("main.css", "gzip -9", "kB", 1, 40.0, 40.0)


def report(*figures: Figure, yardstick_ms: float = 25.0) -> Report:
    return Report("2027-01-01T12-00-00Z", {"cores": 2}, yardstick_ms, figures)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([3.0], 0.95, 3.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        ([float(number) for number in range(100, 0, -1)], 0.95, 95.0),
        ([1.0, 2.0], 0.0, 1.0),
    ],
)
def test_a_quantile_is_a_value_that_occurred(values: list[float], share: float, expected: float) -> None:
    assert quantile(values, share) == expected


def test_no_answers_give_no_time_and_do_not_meet_the_bar() -> None:
    figure = of_times("autosave", "", [], bar=60.0, n_errors=2)

    assert math.isnan(figure.p95)
    assert figure.is_met is False
    assert "none" in table(report(figure))[1]


@pytest.mark.parametrize(
    ("figure", "is_met"),
    [
        (SAVE, True),
        (SLOW, False),
        (SIZE, None),
        (Figure("autosave", "", "ms", 100, 20.0, 50.0, bar=60.0, n_errors=1), False),
        (of_number("queries", "", 9, "queries", bar=9), True),
        (of_number("queries", "", 10, "queries", bar=9), False),
    ],
)
def test_a_bar_is_met_without_errors_only(figure: Figure, is_met: bool | None) -> None:
    assert figure.is_met is is_met


def test_seconds_become_milliseconds() -> None:
    assert of_times("autosave", "", [0.010, 0.020, 0.030]) == Figure("autosave", "", "ms", 3, 20.0, 30.0)


def test_the_table_says_what_is_met_and_how_many_yardsticks_it_takes() -> None:
    titles, save, slow, size = (line.split() for line in table(report(SAVE, SLOW, SIZE)))

    assert titles[:3] == ["figure", "data", "n"]
    assert save == "autosave 5 drafts 100 20.0 ms 50.0 ms 60.0 ms yes 2.00".split()  # noqa: SIM905
    assert slow == "submit 5 drafts 10 200.0 ms 300.0 ms 250.0 ms NO 12.00".split()  # noqa: SIM905
    assert size == "main.css gzip -9 1 40.0 kB 40.0 kB".split()  # noqa: SIM905


def test_times_are_compared_in_yardsticks_and_sizes_as_they_are() -> None:
    """Twice as slow on a machine that is twice as slow is no change."""
    before = report(Figure("autosave", "", "ms", 100, 10.0, 25.0), Figure("main.css", "", "kB", 1, 32.0, 32.0))

    save, slow, size = table(report(SAVE, SLOW, SIZE, yardstick_ms=50.0), before)[1:]

    assert save.split()[-3:] == ["25.0", "ms", "+0%"]
    assert slow.split()[-1] == "6.00"
    assert size.split()[-3:] == ["32.0", "kB", "+25%"]


def test_a_stored_report_is_read_back() -> None:
    stored = json.loads(json.dumps(report(SAVE, SLOW, SIZE).as_json()))

    assert report_in(stored) == report(SAVE, SLOW, SIZE)
    assert [row["is_met"] for row in stored["figures"]] == [True, False, None]
    assert report_in({**stored, "figures": [{**stored["figures"][0], "added_later": 1}]}).figures == (SAVE,)


def test_a_report_counts_the_errors_of_its_figures() -> None:
    assert report(SAVE, Figure("submit", "", "ms", 1, 1.0, 1.0, n_errors=3)).n_errors == 3
