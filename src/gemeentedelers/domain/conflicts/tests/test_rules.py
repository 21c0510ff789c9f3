from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemeentedelers.domain.conflicts.rules import (
    EMPLOYER_LENGTH,
    REASON_LENGTH,
    Case,
    ConflictObstacle,
    FormerJob,
    Person,
    Severity,
    Tie,
    TieKind,
    mail_host,
    municipalities_meant,
    plain_name,
    severity_of,
    severity_of_former,
    tie_graph_between,
    ties_between,
    why_not_judge,
    why_not_note,
    why_not_tell_employment,
)
from gemeentedelers.domain.municipalities.rules import RegionKind, Vicinity
from gemeentedelers.foundation.refusals import Refusal

DAY = date(2026, 12, 1)
BAR, WARN, NOTE = Severity.BAR, Severity.WARN, Severity.NOTE

# Ede and Barneveld share everything, Arnhem a GGD-region only, Zwolle nothing. Haaren was split over Oisterwijk and
# Vught; Grave and Cuijk became Land van Cuijk.
NEAR = Vicinity(
    names={
        "EDE": "Ede", "BAR": "Barneveld", "ARN": "Arnhem", "ZWO": "Zwolle", "REN": "Renkum", "HAA": "Haaren",
        "OIS": "Oisterwijk", "VUG": "Vught", "GRA": "Grave", "CUI": "Cuijk", "LVC": "Land van Cuijk",
    },
    websites={"EDE": "https://www.ede.example", "ZWO": "https://zwolle.example/", "BAR": ""},
    successors={"HAA": frozenset({"OIS", "VUG"}), "GRA": frozenset({"LVC"}), "CUI": frozenset({"LVC"})},
    regions={
        "EDE": {RegionKind.SAFETY: "Midden", RegionKind.YOUTH_CARE: "Vallei"},
        "BAR": {RegionKind.SAFETY: "Midden", RegionKind.YOUTH_CARE: "Vallei"},
        "ARN": {RegionKind.SAFETY: "Midden", RegionKind.YOUTH_CARE: "Rivier"},
        "REN": {RegionKind.YOUTH_CARE: "Vallei"},
        "OIS": {RegionKind.ENERGY: "Brabant"},
        "LVC": {RegionKind.ENERGY: "Brabant"},
    },
    neighbours={"EDE": frozenset({"BAR", "REN"}), "BAR": frozenset({"EDE"}), "REN": frozenset({"EDE"})},
)  # fmt: skip


def somebody(*municipalities: str, organisation: str = "", address: str = "", jobs: Iterable[FormerJob] = ()) -> Person:
    return Person("p1", frozenset(municipalities), organisation, address, frozenset(jobs))


def entry(municipality: str = "EDE", **facts: object) -> Case:
    return replace(Case("GD-2027-0001-3", municipality, DAY), **facts)  # type: ignore[arg-type]  # tests name the facts


def worked(ended_on: date, *municipalities: str, organisation: str = "") -> FormerJob:
    return FormerJob(ended_on, frozenset(municipalities), organisation)


@pytest.mark.parametrize(
    ("person", "case", "expected"),
    [
        (somebody("ZWO"), entry("EDE"), []),
        (somebody(), entry("EDE"), []),
        (somebody("EDE"), entry("EDE"), [(TieKind.OWN_MUNICIPALITY, BAR, "Ede")]),
        (somebody("HAA"), entry("VUG"), [(TieKind.OWN_MUNICIPALITY, BAR, "Vught")]),
        (somebody("GRA"), entry("CUI"), [(TieKind.OWN_MUNICIPALITY, BAR, "Cuijk")]),
        (somebody("LVC"), entry("GRA"), [(TieKind.OWN_MUNICIPALITY, BAR, "Grave")]),
        (somebody("ZWO"), entry(partners=frozenset({"ZWO"})), [(TieKind.TAKES_PART, BAR, "Zwolle")]),
        (
            somebody(organisation="stichting Buurtkracht"),
            entry(organisations=frozenset({"Buurtkracht", "Elders BV"})),
            [(TieKind.ORGANISATION, BAR, "Buurtkracht")],
        ),
        (somebody(organisation=""), entry(organisations=frozenset({"De BV"})), []),
        (
            somebody("BAR"),
            entry("EDE"),
            [
                (TieKind.JOINT_ARRANGEMENT, WARN, "Midden"),
                (TieKind.REGION, NOTE, "Vallei"),
                (TieKind.NEIGHBOUR, NOTE, "Ede"),
            ],
        ),
        (somebody("ARN"), entry("EDE"), [(TieKind.JOINT_ARRANGEMENT, WARN, "Midden")]),
        (somebody("REN"), entry("EDE"), [(TieKind.REGION, NOTE, "Vallei"), (TieKind.NEIGHBOUR, NOTE, "Ede")]),
        (somebody("HAA"), entry("CUI"), [(TieKind.REGION, NOTE, "Brabant")]),
        (somebody("ARN"), entry("ZWO", partners=frozenset({"EDE"})), []),
        (somebody(address="Anna@Elders.example"), entry(team=frozenset({"anna@elders.example"})), [
            (TieKind.TEAM, BAR, ""),
        ]),
        (somebody(address="a@x.example"), entry(invited=frozenset({"a@x.example"})), [(TieKind.INVITED, BAR, "")]),
        (somebody(address="a@x.example"), entry(nominators=frozenset({"a@x.example"})), [(TieKind.NOMINATOR, BAR, "")]),
        (
            somebody(address="a@bureau.example"),
            entry(team=frozenset({"b@bureau.example"})),
            [(TieKind.MAIL_HOST, WARN, "bureau.example")],
        ),
        (somebody(address="a@gmail.com"), entry(team=frozenset({"b@gmail.com"})), []),
        (somebody(address="a@bureau.example"), entry(nominators=frozenset({"b@bureau.example"})), []),
        (somebody(address="a@ede.example"), entry("EDE"), [(TieKind.MAIL_HOST, BAR, "ede.example")]),
        (somebody(address="a@mail.ede.example"), entry("EDE"), [(TieKind.MAIL_HOST, BAR, "ede.example")]),
        (somebody(address="a@ede.example.evil"), entry("EDE"), []),
        (somebody(address="a@zwolle.example"), entry(partners=frozenset({"ZWO"})), [
            (TieKind.MAIL_HOST, BAR, "zwolle.example"),
        ]),
        (somebody(), entry(declared={"p1": "Mijn zus werkt daar."}), [(TieKind.DECLARED, BAR, "Mijn zus werkt daar.")]),
        (somebody(), entry(declared={"p2": "Mijn zus werkt daar."}), []),
        (
            somebody(jobs=[worked(date(2026, 6, 1), "EDE")]),
            entry("EDE"),
            [(TieKind.FORMER_EMPLOYER, BAR, "gemeente Ede")],
        ),
        (
            somebody(jobs=[worked(date(2024, 6, 1), organisation="Buurtkracht B.V.")]),
            entry(organisations=frozenset({"Buurtkracht"})),
            [(TieKind.FORMER_EMPLOYER, WARN, "Buurtkracht")],
        ),
        (
            somebody(jobs=[worked(date(2010, 6, 1), "GRA")]),
            entry("ZWO", partners=frozenset({"LVC"})),
            [(TieKind.FORMER_EMPLOYER, NOTE, "gemeente Land van Cuijk")],
        ),
        (somebody(jobs=[worked(date(2026, 6, 1), "BAR")]), entry("EDE"), []),
        (
            somebody("ARN", organisation="Buurtkracht"),
            entry("EDE", organisations=frozenset({"Buurtkracht"})),
            [(TieKind.ORGANISATION, BAR, "Buurtkracht"), (TieKind.JOINT_ARRANGEMENT, WARN, "Midden")],
        ),
    ],
)  # fmt: skip
def test_ties_follow_from_facts(person: Person, case: Case, expected: list[tuple[TieKind, Severity, str]]) -> None:
    ties = ties_between(person, case, vicinity=NEAR)

    assert [(tie.kind, tie.severity, tie.about) for tie in ties] == expected


@pytest.mark.parametrize(
    ("ended_on", "expected"),
    [
        (date(2027, 2, 1), BAR),
        (date(2025, 12, 2), BAR),
        (date(2025, 12, 1), WARN),
        (date(2023, 12, 2), WARN),
        (date(2023, 12, 1), NOTE),
        (date(1999, 1, 1), NOTE),
    ],
    ids=["not yet", "a day less than a year", "a year", "a day less than three years", "three years", "long ago"],
)
def test_a_former_employer_weighs_less_with_time(ended_on: date, expected: Severity) -> None:
    assert severity_of_former(ended_on, DAY) is expected


def test_a_leap_day_is_a_year_ago_on_the_first_of_march() -> None:
    assert severity_of_former(date(2024, 2, 29), date(2025, 2, 28)) is BAR
    assert severity_of_former(date(2024, 2, 29), date(2025, 3, 1)) is WARN


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Stichting Buurtkracht", "buurtkracht"),
        ("Buurtkracht B.V.", "buurtkracht"),
        ("  de  BUURTKRACHT (fictief) ", "buurtkracht"),
        ("Coöperatie Zon & Wind U.A.", "zon en wind"),
        ("Gemeenschappelijke Regeling Rivierenland", "rivierenland"),
        ("Gemeente 's-Gravenhage", "gemeente s gravenhage"),
        ("De Stichting", ""),
        ("", ""),
    ],
)
def test_names_are_compared_without_what_people_leave_out(typed: str, plain: str) -> None:
    assert plain_name(typed) == plain


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Gemeente Ede", {"GM0228"}),
        ("gemeente  EDE", {"GM0228"}),
        ("Gemeente Bergen", {"GM0373", "GM0893"}),
        ("Ede", set()),
        ("Gemeente Nergens", set()),
        ("", set()),
    ],
)
def test_a_municipality_typed_as_organisation_is_meant(typed: str, expected: set[str]) -> None:
    codes = {"ede": {"GM0228"}, "bergen": {"GM0373", "GM0893"}}

    assert municipalities_meant(typed, codes) == expected


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("a@Bureau.example", "bureau.example"),
        ("a@gmail.com", ""),
        ("a@ziggo.nl", ""),
        ("scoorder@demo.gemeentedelers.example", ""),
        ("bureau.example", ""),
        ("", ""),
    ],
)
def test_a_host_says_something_unless_everybody_can_have_it(address: str, host: str) -> None:
    assert mail_host(address) == host


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ([], None),
        ([Tie(TieKind.REGION, NOTE, "Vallei"), Tie(TieKind.JOINT_ARRANGEMENT, WARN, "Midden")], None),
        (
            [Tie(TieKind.OWN_MUNICIPALITY, BAR, "Ede"), Tie(TieKind.DECLARED, BAR, "Mijn zus.")],
            Refusal(TieKind.DECLARED, about="Mijn zus.", ended_on=None),
        ),
        (
            [Tie(TieKind.REGION, NOTE, "Vallei"), Tie(TieKind.FORMER_EMPLOYER, BAR, "Ede", DAY)],
            Refusal(TieKind.FORMER_EMPLOYER, about="Ede", ended_on=DAY),
        ),
    ],
)
def test_only_a_bar_refuses_and_the_closest_is_the_reason(ties: list[Tie], expected: Refusal | None) -> None:
    assert why_not_judge(ties) == expected


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("Mijn zus.", None),
        ("x" * REASON_LENGTH, None),
        (" ", Refusal(ConflictObstacle.REASON_MISSING)),
        ("x" * (REASON_LENGTH + 1), Refusal(ConflictObstacle.REASON_TOO_LONG, limit=REASON_LENGTH)),
    ],
)
def test_a_conflict_has_a_reason(reason: str, expected: Refusal | None) -> None:
    assert why_not_note(reason) == expected


@pytest.mark.parametrize(
    ("has_municipality", "organisation", "ended_on", "expected"),
    [
        (True, "", DAY, None),
        (False, "Buurtkracht", date(1990, 1, 1), None),
        (True, "Buurtkracht", DAY, Refusal(ConflictObstacle.EMPLOYER_DOUBLE)),
        (False, "", DAY, Refusal(ConflictObstacle.EMPLOYER_MISSING)),
        (False, "x" * 121, DAY, Refusal(ConflictObstacle.EMPLOYER_TOO_LONG, limit=EMPLOYER_LENGTH)),
        (
            True,
            "",
            date(2026, 12, 2),
            Refusal(ConflictObstacle.STILL_EMPLOYED, ended_on=date(2026, 12, 2)),
        ),
    ],
)
def test_a_former_employer_is_one_and_past(
    has_municipality: bool, organisation: str, ended_on: date, expected: Refusal | None
) -> None:
    refusal = why_not_tell_employment(
        has_municipality=has_municipality, organisation=organisation, ended_on=ended_on, today=DAY
    )

    assert refusal == expected


# Drawing people and entries for the first time takes a while on a busy machine.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

CODES = st.sampled_from(sorted(NEAR.names))
NAMES = st.sampled_from(["", "Buurtkracht", "Stichting Buurtkracht", "Elders BV", "Zon & Wind"])
ADDRESSES = st.sampled_from(["", "a@ede.example", "b@bureau.example", "c@bureau.example", "d@gmail.com", "e@gmail.com"])
DAYS = st.dates(date(2020, 1, 1), date(2027, 1, 1))
JOBS = st.builds(FormerJob, DAYS, st.frozensets(CODES, max_size=1), NAMES)
PEOPLE = st.builds(
    Person,
    st.sampled_from(["p1", "p2", "p3"]),
    st.frozensets(CODES, max_size=2),
    NAMES,
    ADDRESSES,
    st.frozensets(JOBS, max_size=2),
)
SOME_ADDRESSES = st.frozensets(ADDRESSES.filter(bool), max_size=3)
CASES = st.builds(
    Case,
    st.sampled_from(["e1", "e2", "e3"]),
    CODES,
    st.just(DAY),
    st.frozensets(CODES, max_size=2),
    st.frozensets(NAMES.filter(bool), max_size=2),
    SOME_ADDRESSES,
    SOME_ADDRESSES,
    SOME_ADDRESSES,
    st.dictionaries(st.sampled_from(["p1", "p2"]), st.just("Mijn zus."), max_size=1),
)


@unhurried
@given(person=PEOPLE, case=CASES, other=CASES, friend=PEOPLE)
def test_no_bar_is_lost_when_more_is_known(person: Person, case: Case, other: Case, friend: Person) -> None:
    more_of_person = replace(
        person,
        municipalities=person.municipalities | friend.municipalities,
        jobs=person.jobs | friend.jobs,
    )
    more_of_case = replace(
        case,
        partners=case.partners | other.partners,
        organisations=case.organisations | other.organisations,
        team=case.team | other.team,
        invited=case.invited | other.invited,
        nominators=case.nominators | other.nominators,
        declared={**other.declared, **case.declared},
    )
    before = {tie for tie in ties_between(person, case, vicinity=NEAR) if tie.bars}

    assert before <= set(ties_between(more_of_person, more_of_case, vicinity=NEAR))


@unhurried
@given(person=PEOPLE, case=CASES)
def test_the_order_of_facts_does_not_matter(person: Person, case: Case) -> None:
    other = replace(
        NEAR,
        names=dict(reversed(list(NEAR.names.items()))),
        successors=dict(reversed(list(NEAR.successors.items()))),
        regions={code: dict(reversed(list(facts.items()))) for code, facts in NEAR.regions.items()},
    )
    reordered = replace(
        case,
        partners=frozenset(reversed(list(case.partners))),
        organisations=frozenset(reversed(list(case.organisations))),
        team=frozenset(reversed(list(case.team))),
    )

    assert ties_between(person, reordered, vicinity=other) == ties_between(person, case, vicinity=NEAR)


@unhurried
@given(
    people=st.lists(PEOPLE, unique_by=lambda one: one.code), cases=st.lists(CASES, unique_by=lambda one: one.reference)
)
def test_the_graph_holds_every_pair_with_ties_and_no_other(people: list[Person], cases: list[Case]) -> None:
    each = {
        (person.code, case.reference): ties_between(person, case, vicinity=NEAR) for person in people for case in cases
    }

    assert tie_graph_between(people, cases, vicinity=NEAR) == {pair: ties for pair, ties in each.items() if ties}
    assert tie_graph_between(people, cases, vicinity=NEAR, at_least=BAR) == {
        pair: ties for pair, ties in each.items() if severity_of(ties) is BAR
    }
