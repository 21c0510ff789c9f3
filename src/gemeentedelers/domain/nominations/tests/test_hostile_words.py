"""What somebody types comes to a stranger by mail: it stays words, on one line, without anything to click on."""

import re

import pytest

from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.jobs import invite_contact
from gemeentedelers.domain.nominations.models import Nomination
from gemeentedelers.domain.nominations.rules import Voice
from gemeentedelers.domain.nominations.tests.factories import TITLE, nominated
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

CLICKABLE = re.compile(r"https?://|www\.|\b[\w-]+\.[a-z]{2,}\b|@|<a|href", re.IGNORECASE)
OWN = re.compile(r"http://testserver/nomineren/[\w-]{32}/")
CORPUS = [
    "https://kwaad.example/inloggen",
    "HTTP://KWAAD.EXAMPLE",
    "www.kwaad.example",
    "kwaad.example",
    "kwaad.nl/inloggen",
    "ga naar kwaad.co.uk nu",
    "[klik](https://kwaad.example)",
    "[klik](//kwaad.example)",
    "<a href='https://kwaad.example'>klik</a>",
    "<a href=//kwaad>klik</a>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "kwaad@kwaad.example",
    "mailto:kwaad@kwaad",
    "Titel\r\nBcc: alle@gemeenten.example",
    "Titel\nBcc: iedereen",
    "Titel\r\n\r\nEen heel ander bericht",
    "Titel\x00\x0b\x0c verder",
    "Titel\u2028tweede regel",
    "\u202egnilaz\u202c",
    "{{ site }}",
    "{% include 'base.html' %}",
    "%(site)s {0}",
    "&lt;b&gt;vet&lt;/b&gt;",
    "javascript:alert(1)",
    "data:text/html,hallo",
    "ftp://kwaad",
    "tel:0612345678",
    "=HYPERLINK(1)",
    "Gewoon een titel",
]


@pytest.mark.parametrize("typed", CORPUS)
@pytest.mark.parametrize("place", ["title", "name"])
def test_a_mail_to_a_stranger_holds_no_link_but_ours(typed: str, place: str) -> None:
    name = typed if place == "name" else "Noor"
    try:
        nominated(
            make_edition(),
            MunicipalityFactory(name="Druten"),
            title=typed if place == "title" else TITLE,
            voice=Voice(name, "noor@elders.example", wants_credit=True),
            contact="ada@druten.example",
        )
    except RefusedError:
        assert Nomination.objects.count() == 0
        return
    invite_contact(Fact.objects.get(name="nomination.invited"))

    mail = Message.objects.get()
    assert OWN.findall(mail.body) != []
    assert [line for line in OWN.sub("", mail.body).splitlines() if CLICKABLE.search(line)] == []
    assert not any(line.startswith("Bcc:") for line in mail.body.splitlines())
    assert mail.subject == "Uw gemeente is genomineerd voor GemeenteDelers"
    label = "Casus:" if place == "title" else "Genomineerd door:"
    assert sum(line.strip().startswith(label) for line in mail.body.splitlines()) == 1


def test_a_mail_can_hold_a_link_at_all() -> None:
    """Without the rule the corpus would get through, so its absence says something."""
    assert [typed for typed in CORPUS if CLICKABLE.search(typed)]
    assert CLICKABLE.search("Casus: kwaad.example")
