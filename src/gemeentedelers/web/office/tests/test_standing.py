import csv
from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from django.db.models import QuerySet
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader, declare_conflict
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.panels.rules import AssignmentOrigin
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.plans.models import Plan
from gemeentedelers.domain.plans.rules import PlanObstacle, PlanStatus
from gemeentedelers.domain.rankings.actions import compute_standing
from gemeentedelers.domain.rankings.models import Standing, StandingRow
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.models import Scorecard
from gemeentedelers.domain.scoring.rules import ScorecardStatus
from gemeentedelers.domain.scoring.tests.factories import reading_round
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.office.standing import (
    Row,
    changes_in_words,
    harmless,
    of_a_hundred,
    severity_in_words,
)
from gemeentedelers.web.ui.labels import sentence

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/ranglijst/"
# Of each entry what its three readers gave; the third is strict.
GIVEN = ((5, 5, 4), (4, 5, 3), (4, 4, 3), (3, 3, 2), (2, 3, 1), (2, 1, 1))


def read_round(given: Sequence[Sequence[int]] = GIVEN, *, computed: bool = True) -> tuple[Edition, Round, list[Entry]]:
    edition = make_edition()
    entries = [eligible_entry(edition, title=f"Casus {number}") for number, _ in enumerate(given, start=1)]
    edition.rounds.filter(kind="reading").update(reads_per_entry=len(given[0]))
    readers = reading_round(edition, n_readers=len(given[0]))
    values = {entry.pk: values for entry, values in zip(entries, given, strict=True)}
    for assignment in Assignment.objects.select_related("reader__user"):
        value = values[assignment.entry_id][readers.index(assignment.reader.user)]
        scores = {"succesvol": value, "herbruikbaar": value}
        write_scorecard(
            assignment, scores, tip="Ga zo door.", is_final=True, by=assignment.reader.user, now=DURING_READING
        )
    round_ = Round.objects.select_related("edition").get(edition=edition, kind="reading")
    if computed:
        compute_standing(round_, now=DURING_READING)
    return edition, round_, entries


def titles(page: str, client: Client) -> list[str]:
    return [row.entry.title for row in client.get(page).context["table"].rows]


def test_the_ranking_shows_the_corrected_score_beside_the_mean(oscar: Client) -> None:
    read_round()

    page = oscar.get(PAGE)

    assert titles(PAGE, oscar) == [f"Casus {number}" for number in range(1, 7)]
    assert "Berekend op 8 januari om 10.00 uur, met 18 scorekaarten." in page.text
    assert page.text.count("gd-dot-plot__raw") == 6 + 1
    assert page.text.count("gd-row--cut") == 1
    assert page.text.count("gemiddeld&nbsp;") == 6
    assert "van de 100" in page.text


def test_what_cannot_be_corrected_says_why_and_shows_the_mean(oscar: Client) -> None:
    read_round(((3, 3), (3, 3)))

    page = oscar.get(PAGE)

    assert "De scores zijn niet gecorrigeerd. U ziet alleen het gemiddelde." in page.text
    assert "Alle scores zijn gelijk." in page.text
    assert "Kans op een plaats" not in page.text


@pytest.mark.parametrize("given", [GIVEN[:1], GIVEN[:3], GIVEN])
def test_the_computed_ranking_costs_the_same_however_long(
    oscar: Client, given: Sequence[Sequence[int]], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read_round(given)

    with django_assert_num_queries(14):
        page = oscar.get(PAGE)

    assert len(page.context["table"].rows) == len(given)


def test_computing_again_takes_what_came_in(oscar: Client) -> None:
    _, round_, _ = read_round(computed=False)

    answer = oscar.post(f"{PAGE}berekenen/")

    assert answer.headers["Location"] == PAGE
    assert Standing.objects.get(round=round_).n_scores == 18


def test_what_came_in_since_is_counted(oscar: Client) -> None:
    _, round_, _ = read_round()
    Standing.objects.filter(round=round_).update(computed_at=DURING_READING - timedelta(minutes=1))

    assert "Sindsdien kwamen er 18 nieuwe of gewijzigde scores bij." in oscar.get(PAGE).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=Casus", [1, 2, 3, 4, 5, 6]),
        ("q=re:<3", []),
        ("q=re:3", [1, 2, 3, 4, 5, 6]),
        ("q=%22Casus 2%22", [2]),
        ("q=ruw:>=4", [1, 2]),
        ("q=plaats:2-3", [2, 3]),
        ("q=thema:groen plaats:1", [1]),
        ("q=thema:jeugd", []),
        ("q=categorie:leefomgeving plaats:<2", [1]),
        ("q=categorie:uitvoering", []),
        ("q=kans:99-100 plaats:6", []),
        ("q=kleur:rood plaats:6", [6]),
        ("sorteer=lezers&q=plaats:1", [1]),
        ("sorteer=onzin&q=plaats:1", [1]),
        ("pagina=abc&q=plaats:1", [1]),
        ("q=plaats:99999999999", [1, 2, 3, 4, 5, 6]),
        ("q=%00", [1, 2, 3, 4, 5, 6]),
        ("q=%25", []),
    ],
)
def test_the_ranking_answers_questions(oscar: Client, query: str, found: list[int]) -> None:
    read_round()

    assert titles(f"{PAGE}?{query}", oscar) == [f"Casus {number}" for number in found]


def test_what_is_not_understood_is_named(oscar: Client) -> None:
    read_round()

    page = oscar.get(f"{PAGE}?q=kleur:rood+plaats:1")

    assert "Wij begrijpen “kleur:rood” niet en laten dat weg." in page.text
    assert [chip.label for chip in page.context["table"].chips] == ["plaats:1"]
    assert page.context["table"].chips[0].url == "?"


def test_chips_build_the_question_and_keep_the_order(oscar: Client) -> None:
    read_round()

    table = oscar.get(f"{PAGE}?q=re:3&sorteer=ruw").context["table"]

    assert table.quick_filters[0].url == "?q=re%3A3+band%3Agrijs&sorteer=ruw"
    assert table.chips[0].url == "?sorteer=ruw"
    assert table.query == "q=re%3A3&sorteer=ruw&"


def test_an_entry_shows_who_gave_what_and_what_it_would_be_without(oscar: Client) -> None:
    _, _, entries = read_round()
    reader = Assignment.objects.filter(entry=entries[1]).select_related("reader__user").earliest("pk").reader.user

    page = oscar.get(f"{PAGE}{entries[1].reference}/")

    assert page.context["row"].sentence.startswith("Drie lezers gaven gemiddeld 4,")
    assert [line.name for line in page.context["figures"]] == ["Succesvol", "Herbruikbaar", "Totaal, gewogen"]
    assert len(page.context["cards"]) == 3
    assert f"Zonder {reader.name}: gecorrigeerd" in page.text


def test_a_card_in_quarantine_is_shown_as_such(oscar: Client) -> None:
    _, round_, entries = read_round()
    assignment = Assignment.objects.filter(entry=entries[0]).select_related("reader__user").earliest("pk")
    declare_conflict(assignment.entry, reason="Mijn zus werkt daar.", by=assignment.reader.user, now=DURING_READING)
    compute_standing(round_, now=DURING_READING)

    page = oscar.get(f"{PAGE}{entries[0].reference}/")

    assert "Telt niet mee" in page.text
    assert page.context["row"].kept.n_reads == 2
    assert [bool(card.left_out) for card in page.context["cards"]].count(True) == 1


def test_an_entry_that_is_not_there_is_not_found(oscar: Client) -> None:
    read_round()

    assert oscar.get(f"{PAGE}GD-2027-0099-9/").status_code == 404


def test_the_readers_are_shown_from_strict_to_mild(oscar: Client) -> None:
    read_round()

    rows = oscar.get(f"{PAGE}lezers/").context["rows"]

    assert len(rows) == 3
    assert [row.kept.severity for row in rows] == sorted(row.kept.severity for row in rows)
    assert rows[0].words == "duidelijk strenger dan andere lezers"


@pytest.mark.parametrize(("n_queries", "given"), [(15, GIVEN[:3]), (15, GIVEN)])
def test_an_entry_costs_the_same(
    oscar: Client, n_queries: int, given: Sequence[Sequence[int]], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _, _, entries = read_round(given)

    with django_assert_num_queries(n_queries):
        oscar.get(f"{PAGE}{entries[0].reference}/")


def test_extra_readings_go_to_the_close_ones(oscar: Client) -> None:
    read_round()
    close = set(StandingRow.objects.filter(band="close").values_list("entry__title", flat=True))

    page = oscar.get(f"{PAGE}extra-lezingen/?n=5")

    assert sum(advice.n_extra for advice in page.context["advised"]) == (5 if close else 0)
    assert {advice.kept.entry.title for advice in page.context["advised"]} <= close


def extra_plans() -> QuerySet[Plan]:
    return Plan.objects.filter(origin=AssignmentOrigin.EXTRA)


def two_need_a_reader(round_: Round) -> Standing:
    standing = Standing.objects.get(round=round_)
    standing.next_reads = list(StandingRow.objects.values_list("entry__reference", flat=True).order_by("place")[2:4])
    standing.save()
    return standing


def test_readers_are_looked_for_from_there(oscar: Client) -> None:
    edition, round_, _ = read_round()
    for _ in range(2):
        add_reader(round_, somebody_with(Role.SCORER, year=edition.year), capacity=5, by="test", now=DURING_READING)
    first, second = two_need_a_reader(round_).next_reads
    assert "Zoek lezers voor deze inzendingen" in oscar.get(f"{PAGE}extra-lezingen/?n=2").text

    answer = oscar.post(f"{PAGE}extra-lezingen/verdelen/", {"n": "2"})

    plan = extra_plans().get()
    assert answer.headers["Location"] == f"/organisatie/2027/verdeling/plannen/{plan.code}/"
    assert (plan.origin, plan.status) == (AssignmentOrigin.EXTRA, PlanStatus.PREPARED)
    assert sorted(reference for _, reference in plan.pairs) == sorted([first, second])
    assert Assignment.objects.count() == 18


def test_without_anything_to_read_again_no_plan_is_made(oscar: Client) -> None:
    _, round_, _ = read_round()
    Standing.objects.filter(round=round_).update(next_reads=[])

    page = oscar.post(f"{PAGE}extra-lezingen/verdelen/", {"n": "2"}, follow=True)

    assert sentence(Refusal(PlanObstacle.NOTHING_EXTRA)) in page.text
    assert not extra_plans().exists()


def test_after_the_reading_nobody_reads_more(oscar: Client, clock: time_machine.Traveller) -> None:
    _, round_, _ = read_round()
    two_need_a_reader(round_)
    clock.move_to(AFTER_READING)

    page = oscar.post(f"{PAGE}extra-lezingen/verdelen/", {"n": "2"}, follow=True)

    assert (page.redirect_chain[0][0], extra_plans().count()) == (f"{PAGE}extra-lezingen/", 0)
    assert "gesloten" in page.text


def test_a_plan_needs_a_number_and_somebody_who_may_run(oscar: Client, ada: Client) -> None:
    _, round_, _ = read_round()
    two_need_a_reader(round_)

    wrong = oscar.post(f"{PAGE}extra-lezingen/verdelen/", {"n": "veel"})

    assert (wrong.status_code, "Vul een heel getal in." in wrong.text) == (422, True)
    assert ada.post(f"{PAGE}extra-lezingen/verdelen/", {"n": "2"}).status_code == 404
    assert "Zoek lezers" not in ada.get(f"{PAGE}extra-lezingen/").text
    assert not extra_plans().exists()


def test_a_draft_in_quarantine_is_shown_as_well(oscar: Client) -> None:
    _, _, entries = read_round()
    assignment = Assignment.objects.filter(entry=entries[0]).select_related("reader__user").earliest("pk")
    Scorecard.objects.filter(assignment=assignment).update(status=ScorecardStatus.DRAFT)
    declare_conflict(entries[0], reason="Mijn zus werkt daar.", by=assignment.reader.user, now=DURING_READING)

    cards = oscar.get(f"{PAGE}{entries[0].reference}/").context["cards"]

    assert [(card.reader, card.left_out != "") for card in cards][-1] == (assignment.reader.user.name, True)
    assert len(cards) == 3


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("", "/organisatie/2027/capaciteit/"),
        ("", "/organisatie/2027/ranglijst/extra-lezingen/"),
        ("{reference}/", "/organisatie/2027/verdeling/inzendingen/{reference}/"),
    ],
)
def test_the_pages_lead_to_what_comes_next(oscar: Client, page: str, link: str) -> None:
    _, _, (first, *_) = read_round()

    text = oscar.get(PAGE + page.format(reference=first.reference)).text

    assert f'href="{link.format(reference=first.reference)}"' in text


@pytest.mark.parametrize(
    ("n", "words"), [("0", "Vul minstens 1 in."), ("veel", "Vul een heel getal in."), ("9999", "Vul hoogstens 300 in.")]
)
def test_a_wrong_number_of_readings_is_explained(oscar: Client, n: str, words: str) -> None:
    read_round()

    page = oscar.get(f"{PAGE}extra-lezingen/?n={n}")

    assert words in page.text


def test_the_export_has_every_entry_and_no_formula(oscar: Client) -> None:
    _, _, entries = read_round()
    Entry.objects.filter(pk=entries[0].pk).update(title="=HYPERLINK(1)")

    answer = oscar.get(f"{PAGE}ranglijst.csv")

    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert len(rows) == 6
    assert (rows[0]["titel"], rows[0]["plaats"], rows[0]["lezers"]) == ("'=HYPERLINK(1)", "1", "3")
    kept = StandingRow.objects.get(entry=entries[0])
    assert float(rows[0]["gecorrigeerd"]) == kept.corrected


@pytest.mark.parametrize("path", ["lezers/", "extra-lezingen/"])
def test_before_anything_is_computed_the_pages_say_so(oscar: Client, path: str) -> None:
    make_edition()

    assert "Er is nog niets berekend" in oscar.get(f"{PAGE}{path}").text


def test_there_is_no_file_before_anything_is_computed(oscar: Client) -> None:
    make_edition()

    assert oscar.get(f"{PAGE}ranglijst.csv").status_code == 404


def test_an_administrator_looks_and_does_not_compute(ada: Client) -> None:
    read_round()

    assert ada.post(f"{PAGE}berekenen/").status_code == 404
    assert "Bereken opnieuw" not in ada.get(PAGE).text


@pytest.mark.parametrize(
    ("text", "cell"),
    [("gewoon", "gewoon"), ("=1+1", "'=1+1"), ("+31", "'+31"), ("-1", "'-1"), ("@a", "'@a"), ("\tx", "'\tx"), ("", "")],
)
def test_a_formula_becomes_text(text: str, cell: str) -> None:
    assert harmless(text) == cell


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.62, "62 van de 100"),
        (1.0, "meer dan 99 van de 100"),
        (0.996, "meer dan 99 van de 100"),
        (0.0, "minder dan 1 van de 100"),
        (0.01, "1 van de 100"),
    ],
)
def test_a_chance_is_said_as_people_do(chance: float, words: str) -> None:
    assert of_a_hundred(chance) == words


@pytest.mark.parametrize(
    ("severity", "error", "words"),
    [
        (-0.5, 0.1, "duidelijk strenger dan andere lezers"),
        (-0.3, 0.1, "wat strenger dan andere lezers"),
        (0.3, 0.1, "wat milder dan andere lezers"),
        (0.3, 0.3, "niet te onderscheiden van andere lezers"),
        (0.0, 0.0, "niet te onderscheiden van andere lezers"),
    ],
)
def test_severity_is_said_only_when_it_is_sure(severity: float, error: float, words: str) -> None:
    assert severity_in_words(severity, error) == words


@pytest.mark.parametrize(
    ("n", "words"),
    [(None, "niet berekend"), (0, "geen plaats anders"), (1, "1 plaats anders"), (2, "2 plaatsen anders")],
)
def test_what_a_reader_changes_is_said_in_words(n: int | None, words: str) -> None:
    assert changes_in_words(n) == words


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"n_reads": 0}, "Nog niemand heeft deze inzending definitief gescoord."),
        ({"n_reads": 1, "raw_mean": 3.0}, "Eén lezer gaf gemiddeld 3,0."),
        (
            {
                "n_reads": 4, "raw_mean": 3.81, "corrected": 4.02, "low": 3.6, "high": 4.4, "chance": 0.62,
                "lean": -0.2,
            },
            "Vier lezers gaven gemiddeld 3,8. Deze lezers zijn wat streng; zonder dat verschil is het 4,0 "
            "(tussen 3,6 en 4,4). De kans op een plaats bij de 30 is 62 van de 100.",
        ),
        (
            {"n_reads": 2, "raw_mean": 3.8, "corrected": 3.7, "low": 3.6, "high": 4.4, "chance": 0.1, "lean": 0.05},
            "Twee lezers gaven gemiddeld 3,8. Deze lezers zijn samen niet strenger of milder dan andere; gecorrigeerd "
            "is het 3,7 (tussen 3,6 en 4,4). De kans op een plaats bij de 30 is 10 van de 100.",
        ),
    ],
)  # fmt: skip
def test_an_entry_in_one_sentence_or_three(figures: dict[str, float], sentence: str) -> None:
    assert Row(StandingRow(**figures), places=30).sentence == sentence
