from collections.abc import Mapping
from enum import StrEnum

from gemeentedelers.domain.voting.rules import (
    AskStatus,
    Electorate,
    QuarantineStatus,
    VotePhase,
    VotingObstacle,
)
from gemeentedelers.domain.voting.rules.addresses import DomainClass
from gemeentedelers.domain.voting.rules.anomalies import SignalKind

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    VotePhase: {
        VotePhase.PREPARED: "In voorbereiding",
        VotePhase.WAITING: "Staat klaar",
        VotePhase.OPEN: "Open",
        VotePhase.CLOSED: "Gesloten",
        VotePhase.REVEALED: "Uitslag bekend",
    },
    Electorate: {
        Electorate.EVERYBODY: "Iedereen met een e-mailadres",
        Electorate.MUNICIPAL: "Alleen mensen met een e-mailadres van een gemeente",
    },
    AskStatus: {
        AskStatus.ASKED: "Gevraagd",
        AskStatus.MAILED: "Link gemaild",
        AskStatus.REFUSED: "Geen link gemaild",
        AskStatus.USED: "Link gebruikt",
    },
    QuarantineStatus: {
        QuarantineStatus.PENDING: "Wacht op een voorstel",
        QuarantineStatus.PROPOSED: "Wacht op een tweede persoon",
        QuarantineStatus.EXCLUDED: "Telt niet mee",
        QuarantineStatus.RESTORED: "Telt mee",
    },
    DomainClass: {
        DomainClass.PROVIDER: "bekende aanbieder",
        DomainClass.MUNICIPAL: "gemeente",
        DomainClass.OWN: "eigen domein",
        DomainClass.DISPOSABLE: "wegwerpadres",
    },
    SignalKind: {
        SignalKind.BURST: "Veel stemmen in enkele minuten",
        SignalKind.NETWORK: "Veel stemmen van één netwerk",
        SignalKind.DOMAIN: "Veel stemmen van één eigen maildomein",
        SignalKind.DISPOSABLE: "Wegwerpadressen",
        SignalKind.NUMBERED: "Dezelfde naam met steeds een ander nummer",
        SignalKind.LOOKALIKE: "Namen die één letter verschillen",
        SignalKind.NUMBER_WORDS: "Getallen als naam",
        SignalKind.TOO_FAST: "Binnen twee seconden bevestigd",
        SignalKind.ONE_SIDED: "Groep die hetzelfde koos",
    },
}
SENTENCES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    VotingObstacle: {
        VotingObstacle.NAME_MISSING: "Vul de naam van de prijs in.",
        VotingObstacle.RULES_MISSING: "Schrijf de regels van de stemming op.",
        VotingObstacle.TEXT_TOO_LONG: "Maak uw tekst korter: hoogstens {limit} tekens.",
        VotingObstacle.CLOSES_BEFORE_OPENING: "De stemming moet na de opening sluiten.",
        VotingObstacle.CLOSES_AFTER_RESULT: "De stemming moet sluiten voor de uitslag: {reveal_from}.",
        VotingObstacle.CLOSES_IN_THE_PAST: "De sluiting ligt in het verleden. Kies een later moment.",
        VotingObstacle.LIMIT_OUT_OF_RANGE: "Kies een grens van {fewest} tot en met {most} per uur.",
        VotingObstacle.MAILS_OUT_OF_RANGE: "Kies 1 of {most} mails per adres per dag.",
        VotingObstacle.VOTE_IS_FIXED: "De stemming ligt vast. Niemand kan haar nog wijzigen.",
        VotingObstacle.TOO_FEW_CANDIDATES: "Er zijn te weinig finalisten om uit te kiezen: minstens {fewest}.",
        VotingObstacle.FINAL_NOT_KNOWN: "De finalisten zijn nog niet gekozen. Open de stemming daarna.",
        VotingObstacle.NO_VOTE: "Er is nog geen stemming geopend.",
        VotingObstacle.NOT_OPEN: "De stemming is nog niet open.",
        VotingObstacle.VOTE_IS_CLOSED: "De stemming is gesloten. Stemmen, wijzigen of intrekken kan niet meer.",
        VotingObstacle.VOTE_NOT_CLOSED: "De stemming is nog niet gesloten. Tot die tijd telt niemand de stemmen.",
        VotingObstacle.BAD_ADDRESS: "Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl.",
        VotingObstacle.NOT_A_CANDIDATE: "Kies een van de finalisten uit de lijst.",
        VotingObstacle.NETWORK_BUSY: "Vanaf deze verbinding kwamen te veel verzoeken. Probeer het over een uur.",
        VotingObstacle.UNKNOWN_LINK: "Deze link werkt niet. Misschien is hij verlopen, of niet helemaal overgenomen.",
        VotingObstacle.LINK_EXPIRED: "Deze link is verlopen. Een link werkt 48 uur.",
        VotingObstacle.LINK_USED: "Deze link is al gebruikt. U hoeft niets meer te doen.",
        VotingObstacle.REASON_MISSING: "Schrijf op waarom, in minstens {shortest} tekens.",
        VotingObstacle.SECOND_PERSON_NEEDED: "U stelde dit zelf voor. Een ander moet het bevestigen.",
        VotingObstacle.NOTHING_PROPOSED: "Er is nog niets voorgesteld om te bevestigen.",
        VotingObstacle.ALREADY_DECIDED: "Hierover is al besloten.",
        VotingObstacle.QUARANTINE_UNDECIDED: "Besluit eerst over alle stemmen in quarantaine. Nog te doen: {n_groups}.",
        VotingObstacle.PRIZE_IS_SEALED: "De uitslag is verzegeld. Er kan niets meer veranderen.",
        VotingObstacle.PRIZE_NOT_SEALED: "De uitslag van de publieksprijs is nog niet verzegeld.",
        VotingObstacle.PRIZE_WITHHELD: "Er is al besloten dat de publieksprijs niet wordt uitgereikt.",
    },
}
