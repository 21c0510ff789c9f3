"""Where everybody finds their work, in plain words: by role, and in a demo by persona."""

from collections.abc import Mapping
from dataclasses import dataclass

from gemeentedelers.domain.people.rules import Persona, Role


@dataclass(frozen=True)
class Workplace:
    role: str
    text: str
    url: str
    link: str = ""


ROLES: Mapping[Role, Workplace] = {
    Role.SCORER: Workplace(
        "Scoorder", "U leest inzendingen, geeft scores en geeft elk team een tip.", "/beoordelen/", "Naar uw leeslijst"
    ),
    Role.ASSESSOR: Workplace(
        "Assessor", "U leest en weegt inzendingen met ervaring uit uw vak.", "/beoordelen/", "Naar uw leeslijst"
    ),
    Role.JUROR: Workplace(
        "Jurylid", "U leest de dossiers van de shortlist en kiest met de jury.", "/jury/", "Naar de jurytafel"
    ),
    Role.JURY_CHAIR: Workplace(
        "Juryvoorzitter", "U leidt de jury en legt de uitslag vast.", "/jury/", "Naar de jurytafel"
    ),
    Role.OPERATOR: Workplace(
        "Regisseur", "U bedient het podium op de dag van de finale en van de uitslag.", "/live/", "Naar de regie"
    ),
    Role.ORGANISER: Workplace(
        "Organisator", "U zorgt dat de wedstrijd eerlijk en op tijd verloopt.", "/organisatie/", "Naar de organisatie"
    ),
    Role.SCALER: Workplace(
        "Opschaler", "U kijkt welke oplossingen meer gemeenten verder helpen.", "/kennisbank/", "Naar de kennisbank"
    ),
    Role.ADMINISTRATOR: Workplace(
        "Beheerder", "U beheert de installatie en mag bij de organisatie meekijken.", "/organisatie/", "Kijk mee"
    ),
}

PERSONAS: Mapping[Persona, Workplace] = {
    Persona.ENTRANT: Workplace("Indiener", "Schrijft aan een inzending voor de editie van 2027.", "/inzendingen/"),
    Persona.COLLEAGUE: Workplace("Collega", "Schrijft mee aan de inzending van dezelfde gemeente.", "/inzendingen/"),
    Persona.NOMINEE: Workplace("Genomineerde", "Kreeg een nominatie van een collega-gemeente.", "/inzendingen/"),
    Persona.SCORER: Workplace("Scoorder", "Leest inzendingen van 2026 en geeft scores en een tip.", "/beoordelen/"),
    Persona.ASSESSOR: Workplace("Assessor", "Gaat op bezoek in 2025 en leest mee in 2026.", "/beoordelen/"),
    Persona.JUROR: Workplace("Jurylid", "Leest de shortlist van 2025 en kiest per categorie.", "/jury/"),
    Persona.JURY_CHAIR: Workplace("Juryvoorzitter", "Leidt de jury van 2025 en verzegelt het oordeel.", "/jury/"),
    Persona.ORGANISER: Workplace("Organisator", "Leidt de edities, van intake tot bekendmaking.", "/organisatie/"),
    Persona.SCALER: Workplace("Opschaler", "Zoekt in de kennisbank wat landelijk verder kan.", "/kennisbank/"),
    Persona.ADOPTER: Workplace("Overnemer", "Zoekt een oplossing en neemt een casus over.", "/kennisbank/"),
    Persona.ADMINISTRATOR: Workplace("Beheerder", "Kijkt mee bij de organisatie en in het journaal.", "/organisatie/"),
}
