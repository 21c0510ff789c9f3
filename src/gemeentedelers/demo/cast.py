"""The people of the demo: a persona for every role, and invented others who are known by what they do."""

from dataclasses import dataclass
from datetime import datetime

from gemeentedelers.demo.calendar import REGISTER_LOADED, chance
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.actions import grant_role, register_person
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona, Role

DOMAIN = "demo.gemeentedelers.example"
BY = "demo"
N_READERS = 38


@dataclass(frozen=True)
class Part:
    """What a persona is in daily life, and the roles it holds; year None means every edition."""

    job_title: str
    municipality: str = ""
    organisation: str = ""
    roles: tuple[tuple[Role, int | None], ...] = ()


PARTS = {
    Persona.ENTRANT: Part("projectleider landelijk gebied", "GM0823"),
    Persona.COLLEAGUE: Part("adviseur ruimtelijke ordening", "GM0823"),
    Persona.NOMINEE: Part("coördinator dorpen", "GM0050"),
    Persona.SCORER: Part("beleidsadviseur jeugd", "GM0173", roles=((Role.SCORER, 2026), (Role.SCORER, 2027))),
    Persona.ASSESSOR: Part("adviseur dienstverlening", "GM0106", roles=((Role.ASSESSOR, 2026), (Role.ASSESSOR, 2027))),
    Persona.JUROR: Part(
        "directeur", organisation="Stichting Dorp en Stad (fictief)", roles=((Role.JUROR, 2025), (Role.JUROR, 2026))
    ),
    Persona.JURY_CHAIR: Part(
        "voorzitter",
        organisation="Raad voor Goed Bestuur (fictief)",
        roles=((Role.JURY_CHAIR, 2020), (Role.JURY_CHAIR, 2025), (Role.JURY_CHAIR, 2026), (Role.JURY_CHAIR, 2027)),
    ),
    Persona.ORGANISER: Part("organisator", organisation="GemeenteDelers", roles=((Role.ORGANISER, None),)),
    Persona.SCALER: Part("opschaler", organisation="GemeenteDelers", roles=((Role.SCALER, None),)),
    Persona.ADOPTER: Part("beleidsmedewerker openbare ruimte", "GM0546"),
    Persona.ADMINISTRATOR: Part("beheerder", organisation="GemeenteDelers", roles=((Role.ADMINISTRATOR, None),)),
}

JURORS = (
    ("gemeentesecretaris", "gemeente Hoogakker (fictief)"),
    ("lector publieke dienstverlening", "Hogeschool aan de Rivier (fictief)"),
    ("ervaringsdeskundige", "Vereniging Mensen met Ervaring (fictief)"),
    ("wethouder in ruste", "gemeente Kreekwijk (fictief)"),
)
OUTSIDE = ("inwoner", "ondernemer", "vrijwilliger in een dorpshuis", "student bestuurskunde", "oud-wijkagent")
INSIDE = ("beleidsadviseur", "wijkregisseur", "medewerker dienstverlening", "projectleider", "teamleider", "griffier")
JURY_YEARS = (2020, 2025, 2026, 2027)


class Cast:
    """Everybody in the demo, made at the moment that they are first needed."""

    def __init__(self) -> None:
        self.municipalities = {municipality.code: municipality for municipality in Municipality.objects.all()}
        self._entrants: dict[str, User] = {}
        self._personas = {persona: self._persona(persona, part) for persona, part in PARTS.items()}

    def persona(self, persona: Persona) -> User:
        return self._personas[persona]

    @property
    def organiser(self) -> User:
        return self.persona(Persona.ORGANISER)

    @property
    def chair(self) -> User:
        return self.persona(Persona.JURY_CHAIR)

    def entrant(self, code: str, now: datetime) -> User:
        """Somebody who works for that municipality; the same person every time."""
        if code not in self._entrants:
            municipality = self.municipalities[code]
            self._entrants[code] = register_person(
                f"inzender-{code.lower()}@{DOMAIN}",
                name=f"Inzender {municipality.name} (fictief)",
                municipality=municipality,
                job_title=chance(code).choice(INSIDE),
                is_verified=True,
                now=now,
            )
        return self._entrants[code]

    def readers(self, year: int, n_readers: int, now: datetime) -> list[User]:
        """Volunteers who read in an edition: two of every three work for a municipality."""
        return [self._reader(year, number, now) for number in range(1, n_readers + 1)]

    def jurors(self, now: datetime) -> list[User]:
        """The jury members besides the personas."""
        jurors = []
        for number, (job_title, organisation) in enumerate(JURORS, start=2):
            juror = register_person(
                f"jurylid-{number}@{DOMAIN}",
                name=f"Jurylid {number} (fictief)",
                job_title=job_title,
                organisation=organisation,
                now=now,
            )
            for year in JURY_YEARS:
                grant_role(juror, Role.JUROR, year=year, by=BY, now=now)
            jurors.append(juror)
        return jurors

    def _reader(self, year: int, number: int, now: datetime) -> User:
        luck = chance("reader", year, number)
        code = luck.choice(sorted(code for code, row in self.municipalities.items() if row.valid_to is None))
        is_inside = number % 3 != 0
        reader = register_person(
            f"scoorder-{year}-{number}@{DOMAIN}",
            name=f"Scoorder {number} (fictief)",
            municipality=self.municipalities[code] if is_inside else None,
            job_title=luck.choice(INSIDE if is_inside else OUTSIDE),
            is_verified=is_inside,
            now=now,
        )
        grant_role(reader, Role.SCORER, year=year, by=BY, now=now)
        return reader

    def _persona(self, persona: Persona, part: Part) -> User:
        user = register_person(
            persona.email,
            name=f"{persona.value.capitalize()} (demo)",
            municipality=self.municipalities[part.municipality] if part.municipality else None,
            job_title=part.job_title,
            organisation=part.organisation,
            is_verified=bool(part.municipality),
            now=REGISTER_LOADED,
        )
        for role, year in part.roles:
            grant_role(user, role, year=year, by=BY, now=REGISTER_LOADED)
        return user
