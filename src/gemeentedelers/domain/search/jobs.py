from gemeentedelers.domain.search.actions import index_publications
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to


@reacts_to("case.published")
def index_case(fact: Fact) -> None:
    index_publications([fact.subject])


@reacts_to("case.corrected")
def index_corrected_case(fact: Fact) -> None:
    index_publications([fact.subject])
