import pytest

from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.outreach import actions
from gemeentedelers.domain.outreach.jobs import send_invitations
from gemeentedelers.domain.outreach.models import Approach
from gemeentedelers.domain.outreach.tests.factories import campaign_in, confirmed, contact_at
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db


def test_everybody_is_mailed_once_also_when_the_job_runs_twice() -> None:
    contacts = [contact_at() for _ in range(actions.PORTION + 1)]
    campaign = confirmed(campaign_in(make_edition()))
    fact = Fact.objects.get(name="outreach.invited")

    send_invitations(fact)
    send_invitations(fact)

    assert sorted(message.to for message in Message.objects.all()) == sorted(row.email for row in contacts)
    assert set(Approach.objects.values_list("sent_at", "campaign")) == {(fact.at, campaign.pk)}
    assert Fact.objects.filter(name="campaign.sent").count() == 2
