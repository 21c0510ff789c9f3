import pytest

from gemeentedelers.domain.certificates.jobs import issue_after_the_reveal, tell_the_teams
from gemeentedelers.domain.certificates.models import Certificate
from gemeentedelers.domain.publications.tests.factories import revealed_edition
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db


def test_the_reveal_issues_them_and_tells_each_team_once() -> None:
    revealed_edition()
    for _ in range(2):
        issue_after_the_reveal(Fact.objects.get(name="result.revealed"))
        tell_the_teams(Fact.objects.get(name="certificates.issued"))
    mails = Message.objects.filter(key__startswith="certificate:")
    codes = set(Certificate.objects.values_list("code", flat=True))
    assert (len(codes), mails.count()) == (4, 4)
    assert {mail.body.split("/certificaat/")[1].split("/")[0] for mail in mails} == codes
