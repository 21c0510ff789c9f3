import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.science.dutch import (
    EMPTY_WORDS,
    LONGEST_WORD,
    are_family,
    is_telling,
    parts_of,
    plain,
    stem,
    words,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("12 × 30, 4.000!", []),
        ("Het Wmo-team belt.", ["het", "wmo", "team", "belt"]),
        ("zzp'ers en foto’s", ["zzp'ers", "en", "foto’s"]),
        ("één Één", ["één", "één"]),
        ("a" * 90, ["a" * LONGEST_WORD]),
        ("snake_case 3D", ["snake", "case", "d"]),
    ],
)
def test_words_are_letters_in_a_row(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("word", "bare"),
    [("coördinatie", "coordinatie"), ("foto’s", "foto's"), ("日本", "日本")],
)
def test_a_plain_word_has_no_accents(word: str, bare: str) -> None:
    assert plain(word) == bare


@pytest.mark.parametrize(
    ("word", "telling"), [("afval", True), ("de", False), ("een", False), ("s", False), ("", False), ("juli", False)]
)
def test_words_of_any_story_tell_nothing(word: str, telling: bool) -> None:
    assert is_telling(word) is telling


def test_empty_words_are_plain() -> None:
    assert [word for word in EMPTY_WORDS if plain(word.lower()) != word] == []


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("wijk", "wijken", True),
        ("school", "scholen", True),
        ("huis", "huizen", True),
        ("brief", "brieven", True),
        ("buur", "buren", True),
        ("auto", "auto's", True),
        ("scheiden", "gescheiden", True),
        ("bank", "bankjes", True),
        ("kind", "kinderen", True),
        ("maat", "maatje", False),
        ("afval", "afvalinzameling", True),
        ("schuld", "schuldhulpverlening", True),
        ("zwerfafval", "afval", True),
        ("plan", "planten", False),
        ("net", "netwerk", False),
        ("vergadering", "verandering", False),
        ("afvalinzameling", "afvalbak", False),
        ("", "", True),
    ],
)
def test_families_share_a_stem_or_a_part(one: str, other: str, family: bool) -> None:
    assert are_family(one, other) is family
    assert are_family(other, one) is family


def test_the_parts_of_a_word_are_its_stem_and_what_it_may_begin_or_end_with() -> None:
    assert list(parts_of("straten")) == ["strat"]
    assert list(parts_of("zwerfafval")) == [
        "zwerfafval", "zwer", "fval", "zwerf", "afval", "zwerfa", "fafval", "zwerfaf", "rfafval",
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_no_text_makes_them_fall(text: str) -> None:
    for word in words(text):
        assert len(stem(plain(word))) <= len(plain(word))
