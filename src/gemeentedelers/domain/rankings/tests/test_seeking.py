import pytest

from gemeentedelers.domain.rankings.rules.seeking import Limits, Measure, Sought, Trait, limits_in, sought
from gemeentedelers.domain.rankings.rules.standing import Band


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        ("<3", Limits(high=3, is_strict=True)),
        ("<=3", Limits(high=3)),
        (">1", Limits(low=1, is_strict=True)),
        (">=1,5", Limits(low=1.5)),
        ("2", Limits(2, 2)),
        ("=2", Limits(2, 2)),
        ("20-80", Limits(20, 80)),
        ("80-20", Limits(20, 80)),
        ("", None),
        ("<", None),
        ("veel", None),
        ("-3", None),
        ("1e9", None),
        ("nan", None),
        ("99999", None),
        ("٣", None),
    ],
)
def test_numbers_as_people_type_them(value: str, limits: Limits | None) -> None:
    assert limits_in(value) == limits


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", Sought()),
        ("re:<3", Sought(measures=((Measure.READS, Limits(high=3, is_strict=True)),), terms=("re:<3",))),
        ("RE:2", Sought(measures=((Measure.READS, Limits(2, 2)),), terms=("RE:2",))),
        ("thema:jeugd", Sought(traits=((Trait.THEME, "jeugd"),), terms=("thema:jeugd",))),
        (
            'gemeente:"Den Haag"',
            Sought(traits=((Trait.MUNICIPALITY, "Den Haag"),), terms=('gemeente:"Den Haag"',)),
        ),
        ("band:grijs", Sought(bands=(Band.CLOSE,), terms=("band:grijs",))),
        ("groene straat", Sought(words=("groene", "straat"), terms=("groene", "straat"))),
        ('"groene straat"', Sought(words=("groene straat",), terms=('"groene straat"',))),
        ("kleur:rood", Sought(unknown=("kleur:rood",))),
        ("re:veel straat", Sought(words=("straat",), terms=("straat",), unknown=("re:veel",))),
        ("band:paars", Sought(unknown=("band:paars",))),
        ("thema:", Sought(unknown=("thema:",))),
        (":3", Sought(words=("3",), terms=(":3",))),
        ("re:2 re:2", Sought(measures=((Measure.READS, Limits(2, 2)),), terms=("re:2",))),
        ('" ""', Sought(unknown=('" "', '"'))),
    ],
)
def test_a_question_in_a_few_words(typed: str, found: Sought) -> None:
    assert sought(typed) == found


def test_a_term_can_be_taken_out_and_put_in() -> None:
    asked = sought("re:<3 thema:jeugd straat kleur:rood")

    assert asked.without("thema:jeugd") == "re:<3 straat"
    assert asked.with_term("band:grijs") == "re:<3 thema:jeugd straat band:grijs"
    assert asked.with_term("re:<3") == "re:<3 thema:jeugd straat"


def test_a_very_long_question_is_cut_off() -> None:
    assert len(sought("a" * 10_000).words[0]) == 200
