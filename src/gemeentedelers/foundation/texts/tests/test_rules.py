from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.foundation.texts.rules import (
    Patch,
    Reception,
    Written,
    cleaned,
    expired_versions,
    is_worth_keeping,
    reception_of,
)

NOW = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
STANDING = Written("Wij telden", version=3, by="bob", at=NOW, client="tab-b", seq=4)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (Patch("a", "Wij telden dit", base=3), Reception.KEPT),
        (Patch("a", "Wij telden dit", base=2), Reception.CONFLICT),
        (Patch("a", "Wij telden", base=1), Reception.KNOWN),
        (Patch("a", "", base=3), Reception.KEPT),
        (Patch("a", "Wij telden dit", base=2, client="tab-b", seq=5), Reception.KEPT),
        (Patch("a", "Wij tel", base=2, client="tab-b", seq=3), Reception.KNOWN),
        (Patch("a", "Iets anders", base=2, client="tab-b", seq=4), Reception.KNOWN),
        (Patch("a", "Wij telden dit", base=2, client="tab-a", seq=9), Reception.CONFLICT),
        (Patch("a", "Wij telden dit", base=3, client="tab-a", seq=1), Reception.KEPT),
    ],
)
def test_what_becomes_of_a_patch(patch: Patch, expected: Reception) -> None:
    assert reception_of(patch, STANDING) is expected


def test_the_first_words_are_kept() -> None:
    assert reception_of(Patch("a", "Hallo", base=0), Written()) is Reception.KEPT
    assert reception_of(Patch("a", "", base=0), Written()) is Reception.KNOWN


LONG = "Een lange tekst van meer dan dertig tekens."


@pytest.mark.parametrize(
    ("by", "value", "minutes", "expected"),
    [
        ("bob", f"{LONG} En door.", 0.5, False),
        ("bob", f"{LONG} En door.", 1, True),
        ("alice", f"{LONG} En door.", 0.5, True),
        ("bob", "", 0.1, True),
        ("bob", LONG[:20], 0.1, False),
        ("bob", LONG[:5], 0.1, True),
    ],
)
def test_which_earlier_texts_go_into_the_history(by: str, value: str, minutes: float, expected: bool) -> None:
    standing = Written(LONG, 7, "bob", NOW)
    checkpoint = NOW - timedelta(minutes=minutes)

    assert is_worth_keeping(standing, checkpoint, value=value, by=by, now=NOW) is expected


def test_an_empty_text_has_no_history() -> None:
    assert not is_worth_keeping(Written("", 1, "bob", NOW), None, value="Hallo", by="alice", now=NOW)


def test_fifty_versions_are_kept_for_thirty_days() -> None:
    recent = [NOW - timedelta(minutes=place) for place in range(52)]

    assert list(expired_versions(recent, NOW)) == [50, 51]
    assert list(expired_versions([NOW - timedelta(days=30), NOW - timedelta(days=30, seconds=1)], NOW)) == [1]


def test_what_is_typed_is_cleaned_of_nothing_but_line_ends_and_nul() -> None:
    assert cleaned(" a\r\nb\rc\x00 ") == " a\nb\nc "
