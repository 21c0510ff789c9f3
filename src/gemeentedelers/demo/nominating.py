"""People point at cases of other municipalities; what they say is invented, as everything in a fictitious edition."""

from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import START
from gemeentedelers.demo.cast import Cast
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.nominations.actions import nominate
from gemeentedelers.domain.nominations.rules import Pointer, Voice
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona

PUTTEN, WAGENINGEN = "GM0273", "GM0289"


def nominate_all(edition: Edition, cast: Cast) -> None:
    """One for the nominee to answer; for the organisers one without a contact, of two people, and an anonymous tip."""
    nominee = cast.persona(Persona.NOMINEE)
    assert nominee.municipality is not None
    _point_at(
        edition,
        nominee.municipality,
        "De gereedschapsschuur van de buurt",
        "Ik was er in de zomer op bezoek. Bewoners lenen er alles van een heggenschaar tot een aanhanger.",
        by=cast.persona(Persona.SCORER),
        contact=nominee.email,
        now=START - timedelta(hours=18),
    )
    _point_at(
        edition,
        cast.municipalities[WAGENINGEN],
        "Een leenfiets voor wie hier net woont",
        "Nieuwe inwoners krijgen een fiets te leen en iemand die meefietst. Wij zochten hier al lang naar.",
        by=cast.persona(Persona.ASSESSOR),
        now=START - timedelta(days=5),
    )
    _point_at(
        edition,
        cast.municipalities[WAGENINGEN],
        "Leenfietsen voor wie hier net woont",
        "Mijn buurvrouw leerde zo fietsen. Nu helpt zij zelf anderen op weg.",
        by=cast.persona(Persona.ADOPTER),
        now=START - timedelta(days=2),
    )
    _point_at(
        edition,
        cast.municipalities[PUTTEN],
        "De stoelendans in de dorpszaal",
        "Jong en oud ruilen er een middag van plek. Ik weet niet wie het bedacht, maar het werkt.",
        by=None,
        now=START - timedelta(days=1, hours=3),
    )


def _point_at(
    edition: Edition,
    municipality: Municipality,
    title: str,
    reason: str,
    *,
    by: User | None,
    now: datetime,
    contact: str = "",
) -> None:
    voice = Voice(by.name, by.email, wants_credit=True, wants_news=True) if by else Voice()
    nominate(
        edition,
        municipality,
        title=title,
        reason=reason,
        voice=voice,
        pointer=Pointer(email=contact),
        by=by,
        now=now,
    )
