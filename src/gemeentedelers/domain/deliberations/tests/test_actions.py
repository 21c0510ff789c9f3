from collections.abc import Mapping
from datetime import timedelta

import pytest

from gemeentedelers.domain.deliberations.actions import (
    excuse_juror,
    open_cards,
    save_card,
    set_cards_aside,
    write_minutes,
)
from gemeentedelers.domain.deliberations.models import Excusal, JurorCard, Opening
from gemeentedelers.domain.deliberations.queries import kept_card, minutes_of, own_cards
from gemeentedelers.domain.deliberations.rules import CardStatus, DeliberationObstacle, Filled
from gemeentedelers.domain.deliberations.tests.factories import (
    a_chair,
    a_juror,
    category_of,
    filled,
    finalists_of,
    handed_in,
    opened,
    shortlisted_edition,
)
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.foundation.sealing import unseal

pytestmark = pytest.mark.django_db
CANARY = "Kanariegeel"
LATER = DURING_JURY + timedelta(minutes=5)
ILL = "Ziek naar huis gegaan."


@pytest.fixture
def edition() -> Edition:
    return shortlisted_edition()


def newest_fact() -> tuple[str, str, str, Mapping[str, object]]:
    fact = Fact.objects.order_by("-number")[0]
    return fact.name, fact.subject, fact.actor, fact.values


def code_of(error: pytest.ExceptionInfo[RefusedError]) -> object:
    return error.value.refusal.code


def test_a_card_is_kept_sealed_and_its_fact_says_only_that_it_was_handed_in(edition: Edition) -> None:
    judith, finalist = a_juror(edition), finalists_of(category_of(edition))[0]
    card = save_card(finalist, filled(5, note=f" {CANARY} "), is_final=True, by=judith, now=DURING_JURY)
    assert (card.status, card.number, card.handed_in_at) == (CardStatus.HANDED_IN, 1, DURING_JURY)
    assert newest_fact() == (
        "juror_card.handed_in",
        "2027",
        judith.code,
        {"category": "leefomgeving", "entry": finalist.entry.reference},
    )
    row = JurorCard.objects.values().get()
    assert CANARY in unseal(card.sealed)
    assert CANARY not in str(row)
    assert own_cards(judith, edition)[finalist.pk].filled == filled(5, note=CANARY)


def test_a_draft_makes_no_fact_and_grows_by_one_number_a_save(edition: Edition) -> None:
    judith, finalist = a_juror(edition), finalists_of(category_of(edition))[0]
    before = newest_fact()
    for number, text in enumerate(("Sterk", "Sterk.", "Sterk.")):
        save_card(finalist, Filled(strengths=text), is_final=False, number=min(number, 2), by=judith, now=DURING_JURY)
    card = JurorCard.objects.get()
    assert (card.status, card.number, card.handed_in_at) == (CardStatus.DRAFT, 2, None)
    assert newest_fact() == before


def test_an_older_card_does_not_replace_a_newer_one_but_the_same_one_is_fine(edition: Edition) -> None:
    judith, finalist = a_juror(edition), finalists_of(category_of(edition))[0]
    save_card(finalist, filled(3), is_final=False, number=0, by=judith, now=DURING_JURY)
    save_card(finalist, filled(4), is_final=False, number=1, by=judith, now=LATER)
    with pytest.raises(RefusedError) as error:
        save_card(finalist, filled(5), is_final=False, number=1, by=judith, now=LATER)
    assert code_of(error) is DeliberationObstacle.CARD_CHANGED
    again = save_card(finalist, filled(4), is_final=False, number=1, by=judith, now=LATER + timedelta(minutes=1))
    assert (again.number, again.saved_at, kept_card(again)) == (2, LATER, filled(4))


def test_a_card_that_was_handed_in_stays_so_and_stays_whole(edition: Edition) -> None:
    judith, finalist = a_juror(edition), finalists_of(category_of(edition))[0]
    handed_in(finalist, judith, 4)
    n_facts = Fact.objects.count()
    changed = save_card(finalist, filled(2), is_final=False, by=judith, now=LATER)
    assert (changed.status, changed.handed_in_at, changed.saved_at) == (CardStatus.HANDED_IN, DURING_JURY, LATER)
    with pytest.raises(RefusedError) as error:
        save_card(finalist, filled(2, strengths=" "), is_final=False, by=judith, now=LATER)
    assert code_of(error) is DeliberationObstacle.STRENGTH_MISSING
    assert Fact.objects.count() == n_facts


def test_a_refused_card_leaves_nothing_behind(edition: Edition) -> None:
    category = category_of(edition)
    own, involved, gone = finalists_of(category)
    judith = a_juror(edition, municipality=own.entry.municipality)
    declare_conflict(involved.entry, reason="Ik dacht mee.", by=judith, now=DURING_JURY)
    withdraw_entry(gone.entry, by=owner_of(gone.entry), now=DURING_JURY)
    other = finalists_of(category_of(edition, "uitvoering"))[0]
    refusals = []
    for finalist, by, now in [
        (own, judith, DURING_JURY),
        (involved, judith, DURING_JURY),
        (gone, judith, DURING_JURY),
        (other, UserFactory(), DURING_JURY),
        (other, judith, AFTER_READING),
        (other, judith, AFTER_REVEAL),
    ]:
        with pytest.raises(RefusedError) as error:
            save_card(finalist, filled(), is_final=True, by=by, now=now)
        refusals.append(code_of(error))
    assert refusals == [
        DeliberationObstacle.TOO_CLOSE_TO_HOME,
        DeliberationObstacle.TOO_CLOSE_TO_HOME,
        DeliberationObstacle.NOT_A_FINALIST,
        DeliberationObstacle.NOT_A_JUROR,
        DeliberationObstacle.JURY_NOT_OPEN,
        DeliberationObstacle.JURY_CLOSED,
    ]
    assert not JurorCard.objects.exists()


def test_the_chair_opens_once_everybody_handed_in_and_then_nothing_changes(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    first, second, third = finalists_of(category)
    for juror in (chair, judith):
        handed_in(first, juror)
        handed_in(second, juror)
    handed_in(third, chair)
    save_card(third, filled(), is_final=False, by=judith, now=DURING_JURY)
    with pytest.raises(RefusedError) as error:
        open_cards(category, by=chair, now=DURING_JURY)
    assert code_of(error) is DeliberationObstacle.CARDS_MISSING
    handed_in(third, judith)
    opening = open_cards(category, by=chair, now=LATER)
    assert newest_fact() == ("juror_cards.opened", "2027", chair.code, {"category": "leefomgeving"})
    assert sorted(opening.jurors) == sorted([chair.code, judith.code])
    n_facts = Fact.objects.count()
    assert open_cards(category, by=chair, now=LATER + timedelta(hours=1)).opened_at == LATER
    assert Fact.objects.count() == n_facts
    with pytest.raises(RefusedError) as error:
        save_card(first, filled(1), is_final=True, by=judith, now=LATER)
    assert code_of(error) is DeliberationObstacle.CARDS_ARE_OPEN


def test_only_the_chair_of_that_year_opens_excuses_and_takes_minutes(edition: Edition) -> None:
    judith, category = a_juror(edition), category_of(edition)
    codes = []
    for deed in (
        lambda: open_cards(category, by=judith, now=DURING_JURY),
        lambda: excuse_juror(category, judith, reason=ILL, by=judith, now=DURING_JURY),
        lambda: write_minutes(category, "Kort.", number=0, by=judith, now=DURING_JURY),
    ):
        with pytest.raises(RefusedError) as error:
            deed()
        codes.append(code_of(error))
    assert codes == [DeliberationObstacle.NOT_THE_CHAIR] * 3


def test_an_absent_juror_is_excused_once_and_the_fact_keeps_the_reason_private(edition: Edition) -> None:
    chair, judith, jan, category = a_chair(edition), a_juror(edition), a_juror(edition), category_of(edition)
    for finalist in finalists_of(category):
        for juror in (chair, judith):
            handed_in(finalist, juror)
    excuse_juror(category, jan, reason=f" {ILL} ", by=chair, now=DURING_JURY)
    assert newest_fact() == ("juror.excused", "2027", chair.code, {"category": "leefomgeving", "juror": jan.code})
    excuse_juror(category, jan, reason="Een andere reden.", by=chair, now=LATER)
    assert list(Excusal.objects.values_list("juror", "reason")) == [(jan.pk, ILL)]
    assert sorted(open_cards(category, by=chair, now=LATER).jurors) == sorted([chair.code, judith.code])


def test_too_few_jurors_never_open(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    for finalist in finalists_of(category):
        handed_in(finalist, chair)
    with pytest.raises(RefusedError) as error:
        excuse_juror(category, judith, reason=ILL, by=chair, now=DURING_JURY)
    assert code_of(error) is DeliberationObstacle.TOO_FEW_JURORS


def test_minutes_are_sealed_and_never_overwrite_newer_ones(edition: Edition) -> None:
    chair, category = a_chair(edition), category_of(edition)
    with pytest.raises(RefusedError) as error:
        write_minutes(category, CANARY, number=0, by=chair, now=DURING_JURY)
    assert code_of(error) is DeliberationObstacle.CARDS_NOT_OPEN
    opened(category, chair, [])
    opening = write_minutes(category, f" {CANARY}\r\n", number=0, by=chair, now=DURING_JURY)
    assert newest_fact() == ("minutes.written", "2027", chair.code, {"category": "leefomgeving"})
    assert (minutes_of(opening), opening.minutes_number) == (CANARY, 1)
    assert CANARY not in str(Opening.objects.values().get())
    assert write_minutes(category, CANARY, number=0, by=chair, now=DURING_JURY).minutes_number == 1
    with pytest.raises(RefusedError) as error:
        write_minutes(category, "Iets anders.", number=0, by=chair, now=DURING_JURY)
    assert code_of(error) is DeliberationObstacle.MINUTES_CHANGED


def test_setting_aside_twice_is_once(edition: Edition) -> None:
    judith, finalist = a_juror(edition), finalists_of(category_of(edition))[0]
    handed_in(finalist, judith)
    set_cards_aside(judith, finalist.entry, now=LATER)
    assert newest_fact() == ("juror_card.set_aside", finalist.entry.reference, judith.code, {})
    n_facts = Fact.objects.count()
    set_cards_aside(judith, finalist.entry, now=LATER)
    assert Fact.objects.count() == n_facts
