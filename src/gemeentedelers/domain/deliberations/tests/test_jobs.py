import pytest

from gemeentedelers.domain.deliberations.jobs import set_aside_cards_of_the_tied
from gemeentedelers.domain.deliberations.models import JurorCard
from gemeentedelers.domain.deliberations.tests.factories import (
    a_juror,
    category_of,
    finalists_of,
    handed_in,
    shortlisted_edition,
)
from gemeentedelers.domain.editions.tests.factories import DURING_JURY
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.foundation.journal.models import Fact

pytestmark = pytest.mark.django_db


def test_who_declares_late_has_the_card_of_that_entry_set_aside() -> None:
    edition = shortlisted_edition()
    judith, (first, second, _) = a_juror(edition), finalists_of(category_of(edition))
    for finalist in (first, second):
        handed_in(finalist, judith)
    declare_conflict(first.entry, reason="Ik dacht mee.", by=judith, now=DURING_JURY)
    fact = Fact.objects.get(name="conflict.declared")
    set_aside_cards_of_the_tied(fact)
    set_aside_cards_of_the_tied(fact)
    aside = dict(JurorCard.objects.values_list("finalist", "set_aside_at"))
    assert aside == {first.pk: DURING_JURY, second.pk: None}
    assert Fact.objects.filter(name="juror_card.set_aside").count() == 1
