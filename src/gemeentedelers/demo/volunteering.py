"""People sign up to read; most of them wait for the organisers. Everybody here is invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import START, chance
from gemeentedelers.demo.cast import DOMAIN, Cast
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.volunteers.actions import decline_volunteer, sign_up
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.rules import SignUp


@dataclass(frozen=True)
class Wish:
    """What somebody says on the form; with a municipality they work there, with an organisation elsewhere."""

    motivation: str
    hours: float
    job_title: str = ""
    municipality: str = ""
    organisation: str = ""
    themes: tuple[str, ...] = ()

    @property
    def kind(self) -> ReaderKind:
        if self.municipality:
            return ReaderKind.INSIDER
        return ReaderKind.OUTSIDER if self.organisation else ReaderKind.RESIDENT


WISHES_2027 = (
    Wish("Ik las in 2026 mee en nam twee ideeën mee naar huis. Dat wil ik weer.", 4, "beleidsadviseur", "GM0173",
         themes=("jeugd", "onderwijs")),
    Wish("Wij zoeken zelf naar een betere aanpak van schulden.", 3, "teamleider schuldhulp", "GM0106",
         themes=("schulden-en-armoede",)),
    Wish("Ik begin net bij een gemeente en wil zien wat er allemaal kan.", 6, "trainee", "GM0050"),
    Wish("Ik lees graag met de blik van de balie.", 2.5, "medewerker burgerzaken", "GM0823",
         themes=("dienstverlening-aan-inwoners-en-ondernemers",)),
    Wish("In ons dorp regelen wij veel zelf. Ik kijk of een plan bij gewone mensen past.", 5),
    Wish("Ik onderzoek hoe gemeenten van elkaar leren.", 10, "onderzoeker", organisation="Hogeschool de Brug (fictief)",
         themes=("innovatie-en-trends", "gemeentelijke-samenwerking")),
    Wish("Groen in de straat is mijn vak. Ik geef graag tips.", 4, "ecoloog", organisation="Bureau Berm (fictief)",
         themes=("natuur-en-groen", "klimaatadaptatie-en-water")),
    Wish("Ik ben met pensioen en heb de tijd om goed te lezen.", 20),
    Wish("Ik wil weten wat onze raad van anderen kan leren.", 2, "griffier", "GM0546",
         themes=("versterking-lokale-democratie",)),
    Wish("Met mijn rolstoel merk ik snel of iets voor iedereen werkt.", 3.5),
    Wish("Onze leden vragen steeds om goede voorbeelden.", 4, "adviseur", organisation="Buurtkracht (fictief)",
         themes=("iedereen-doet-mee",)),
    Wish("Ik help collega’s schrijven en wil ook eens aan de andere kant zitten.", 3, "communicatieadviseur", "GM0273"),
)  # fmt: skip
WISHES_2026 = (
    Wish("Ik hoorde net van collega’s dat u nog lezers zoekt.", 3, "projectleider wonen", "GM0289",
         themes=("bouwen-en-wonen",)),
    Wish("Ik heb in december nog een paar avonden vrij.", 2),
    Wish("Voor mijn studie lees ik graag hoe gemeenten werken.", 8, "student", organisation="De Brug (fictief)"),
)  # fmt: skip
TOO_LATE = Wish("Mag ik alleen de inzending van mijn eigen gemeente lezen?", 2, "wethouder", "GM0050")
THANKS = "U wilde alleen uw eigen gemeente lezen, en dat mag niemand. Doet u een volgende keer breder mee?"


def volunteers_for_2027(edition: Edition) -> None:
    for number, wish in enumerate(WISHES_2027, start=1):
        days = chance("volunteer", 2027, number).uniform(0.2, 13)
        _sign_up(edition, wish, number, now=START - timedelta(days=days))


def volunteers_for_2026(edition: Edition, cast: Cast) -> None:
    """The reading has begun: some come late, and one was declined."""
    for number, wish in enumerate(WISHES_2026, start=1):
        _sign_up(edition, wish, number, now=START - timedelta(days=number, hours=3))
    declined = _sign_up(edition, TOO_LATE, len(WISHES_2026) + 1, now=START - timedelta(days=6))
    decline_volunteer(declined, reason=THANKS, by=cast.organiser, now=START - timedelta(days=5))


def _sign_up(edition: Edition, wish: Wish, number: int, *, now: datetime) -> Volunteer:
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    said = SignUp(
        name=f"Aanmelder {number} (fictief)",
        email=f"aanmelder-{edition.year}-{number}@{DOMAIN}",
        kind=wish.kind,
        municipality=wish.municipality,
        organisation=wish.organisation,
        job_title=wish.job_title,
        motivation=wish.motivation,
        themes=wish.themes,
        minutes=round(wish.hours * 60),
    )
    sign_up(round_, said, now=now)
    return Volunteer.objects.get(edition=edition, email=said.email)
