from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.visits.models import Report, Visit
from gemeentedelers.domain.visits.queries import divided_now
from gemeentedelers.domain.visits.tests.factories import (
    AFTER_CORRECTION,
    DIVIDED_AT,
    a_visit,
    an_assessor,
    announced_edition,
    delivered,
    divided_edition,
    viewed,
)

pytestmark = pytest.mark.django_db

VISITS = "/organisatie/2027/bezoeken/"


@time_machine.travel(DIVIDED_AT, tick=False)
def test_the_proposal_is_applied_as_it_stands(oscar: Client) -> None:
    edition = announced_edition(3)
    assert "Er zijn nog geen twee assessoren" in oscar.get(f"{VISITS}verdelen/").text
    people = [an_assessor(edition) for _ in range(3)]
    form = oscar.get(f"{VISITS}verdelen/").context["form"]
    sent = {name: form[name].value() for name in form.fields}

    assert oscar.post(f"{VISITS}verdelen/", sent).status_code == 302

    loads = [sum(user.code in codes for codes in divided_now(edition).values()) for user in people]
    assert loads == [2, 2, 2]
    assert "Nog te plannen" in oscar.get(VISITS).text


@time_machine.travel(DIVIDED_AT, tick=False)
def test_who_is_tied_cannot_be_chosen(oscar: Client) -> None:
    edition = announced_edition(1)
    first, second, third = (an_assessor(edition) for _ in range(3))
    entry = edition.entries.get()
    note_conflict(entry, reason="Ik ken het team.", by=third, now=DIVIDED_AT)
    offered = oscar.get(f"{VISITS}verdelen/").context["form"].fields[f"{entry.reference}_1"].choices
    assert {code for code, _ in offered} == {"", first.code, second.code}

    for codes, words in (
        ((first.code, third.code), "iemand uit de lijst"),
        ((first.code, first.code), "twee verschillende assessoren"),
        ((first.code, ""), "twee verschillende assessoren"),
    ):
        sent = {f"{entry.reference}_{place}": code for place, code in enumerate(codes, start=1)}
        page = oscar.post(f"{VISITS}verdelen/", sent)
        assert (page.status_code, words in page.text) == (422, True)
    assert not Visit.objects.exists()


@pytest.mark.parametrize("n_entries", [1, 3])
def test_progress_costs_the_same_for_one_and_for_three(
    oscar: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    divided_edition(n_entries)
    for visit in Visit.objects.all():
        delivered(visit)

    with time_machine.travel(AFTER_CORRECTION, tick=False), django_assert_num_queries(10):
        page = oscar.get(VISITS)

    assert (len(page.context["rows"]), page.context["n_with_jury"]) == (n_entries, n_entries)


def test_what_is_late_comes_first(oscar: Client) -> None:
    edition = divided_edition()
    second = Visit.objects.order_by("entry__reference").last()
    viewed(a_visit(edition))
    with time_machine.travel(DIVIDED_AT + timedelta(days=12), tick=False):
        page = oscar.get(VISITS)

    assert page.context["rows"][0].trip.visit == second
    assert (page.context["n_late"], "te laat sinds 9 februari" in page.text) == (1, True)


@time_machine.travel(AFTER_CORRECTION, tick=False)
def test_advice_is_released_after_a_tick(oscar: Client) -> None:
    delivered(a_visit())
    assert oscar.post(f"{VISITS}advies-vrijgeven/", {}).status_code == 422

    assert oscar.post(f"{VISITS}advies-vrijgeven/", {"is_sure": "on"}).status_code == 302

    assert Report.objects.get().advice_released_at == AFTER_CORRECTION


def test_before_the_shortlist_is_out_nothing_is_divided(oscar: Client) -> None:
    announced_edition()
    with time_machine.travel(DIVIDED_AT - timedelta(days=5), tick=False):
        assert "De shortlist is nog niet bekend" in oscar.get(VISITS).text
        assert "De shortlist is nog niet bekend" in oscar.get(f"{VISITS}verdelen/").text
