from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.publications.actions import publish_edition
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to


@reacts_to("result.revealed")
def publish_cases(fact: Fact) -> None:
    edition = Edition.objects.get(year=int(fact.subject))
    publish_edition(edition, by=fact.actor, now=fact.at)
