"""What invented people do by themselves while somebody lives the demo."""

from gemeentedelers.demo.judging import let_the_others_choose
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to


@reacts_to("juror_cards.opened")
def others_choose(fact: Fact) -> None:
    let_the_others_choose(int(fact.subject), str(fact.values["category"]), now=fact.at)
