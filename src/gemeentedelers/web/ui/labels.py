"""The words on screen for every enum and every refusal, in one place. A test fails when a member has none."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.timezone import localtime

from gemeentedelers.domain.adoptions.rules import AdoptionObstacle, AdoptionStatus
from gemeentedelers.domain.editions.rules import DeadlineStyle, EditionObstacle, Phase, RoundKind
from gemeentedelers.domain.entries.rules import (
    Eligibility,
    EntryObstacle,
    EntryStatus,
    NominationStatus,
    Section,
    SectionState,
    TeamRole,
)
from gemeentedelers.domain.municipalities.rules import RegisterObstacle, SizeClass
from gemeentedelers.domain.panels.rules import PanelObstacle
from gemeentedelers.domain.people.rules import Persona, Role
from gemeentedelers.domain.publications.rules import Outcome, PublicationObstacle
from gemeentedelers.domain.scoring.rules import PlaceKind, ScorecardStatus, ScoringObstacle
from gemeentedelers.domain.search.rules import Facet, Sort
from gemeentedelers.domain.verdicts.rules import JuryState, VerdictObstacle
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.texts.rules import TextObstacle

Words = Mapping[StrEnum, str]

LABELS: Mapping[type[StrEnum], Words] = {
    SizeClass: {
        SizeClass.SMALL: "tot 25.000 inwoners",
        SizeClass.MEDIUM: "25.000 tot 50.000 inwoners",
        SizeClass.LARGE: "50.000 tot 100.000 inwoners",
        SizeClass.VERY_LARGE: "100.000 inwoners of meer",
    },
    Role: {
        Role.SCORER: "scoorder",
        Role.ASSESSOR: "assessor",
        Role.JUROR: "jurylid",
        Role.JURY_CHAIR: "juryvoorzitter",
        Role.ORGANISER: "organisator",
        Role.SCALER: "opschaler",
        Role.ADMINISTRATOR: "beheerder",
    },
    Persona: {persona: persona.value for persona in Persona},
    DeadlineStyle: {DeadlineStyle.INCLUSIVE_DAY: "tot en met de dag", DeadlineStyle.MOMENT: "tot het moment"},
    Phase: {
        Phase.UPCOMING: "Binnenkort",
        Phase.CALL: "Inschrijving open",
        Phase.CLOSED: "Inschrijving gesloten",
        Phase.SCORING: "Scoorders lezen",
        Phase.FINALISTS: "Shortlist bekend",
        Phase.RESULTS: "Uitslag bekend",
    },
    RoundKind: {RoundKind.READING: "leesronde", RoundKind.JURY: "jury"},
    EntryStatus: {
        EntryStatus.DRAFT: "Concept",
        EntryStatus.SUBMITTED: "Ingediend",
        EntryStatus.WITHDRAWN: "Ingetrokken",
    },
    Eligibility: {
        Eligibility.UNDECIDED: "Nog te beoordelen",
        Eligibility.ELIGIBLE: "Voldoet",
        Eligibility.INELIGIBLE: "Voldoet niet",
    },
    TeamRole: {TeamRole.OWNER: "eigenaar", TeamRole.MEMBER: "medeauteur"},
    NominationStatus: {
        NominationStatus.OPEN: "Wacht op antwoord",
        NominationStatus.CLAIMED: "Aangenomen",
        NominationStatus.DECLINED: "Afgeslagen",
    },
    Section: {
        Section.BASICS: "De casus in het kort",
        Section.STORY: "Probleem en aanpak",
        Section.NEEDS: "Kosten en lessen",
        Section.CONSENT: "Publicatie en toestemming",
    },
    SectionState: {
        SectionState.NOT_STARTED: "Nog niet begonnen",
        SectionState.STARTED: "Bezig",
        SectionState.DONE: "Klaar",
    },
    ScorecardStatus: {ScorecardStatus.DRAFT: "Bezig", ScorecardStatus.FINAL: "Klaar"},
    PlaceKind: {PlaceKind.RANKED: "op score", PlaceKind.WILDCARD: "wildcard"},
    Outcome: {
        Outcome.WINNER: "Winnaar",
        Outcome.FINALIST: "Finalist",
        Outcome.PARTICIPANT: "Deelnemer",
    },
    AdoptionStatus: {
        AdoptionStatus.INTEREST: "Interesse",
        AdoptionStatus.EXPLORING: "Verkenning",
        AdoptionStatus.PILOT: "Proef",
        AdoptionStatus.IN_USE: "Ingevoerd",
        AdoptionStatus.DEVELOPED_FURTHER: "Doorontwikkeld",
        AdoptionStatus.STOPPED: "Gestopt",
    },
    Facet: {
        Facet.THEME: "Thema",
        Facet.YEAR: "Editie",
        Facet.PROVINCE: "Provincie",
        Facet.SIZE: "Grootte van de gemeente",
        Facet.OUTCOME: "Prijs",
    },
    Sort: {
        Sort.RELEVANCE: "Meest passend",
        Sort.REUSED: "Meest overgenomen",
        Sort.NEWEST: "Nieuwste editie",
    },
    JuryState: {
        JuryState.WAITING: "Nog niet open",
        JuryState.OPEN: "Nog geen keuze",
        JuryState.CHOSEN: "U hebt gekozen",
        JuryState.CLOSED: "Wacht op het oordeel",
        JuryState.SEALED: "Verzegeld",
        JuryState.REVEALED: "Uitslag bekend",
    },
}

SENTENCES: Mapping[type[StrEnum], Words] = {
    TextObstacle: {
        TextObstacle.CHANGED_BY_ANOTHER: "Iemand anders wijzigde deze tekst. Vergelijk de twee teksten.",
        TextObstacle.TOO_LARGE: "Deze tekst is te groot om te bewaren: hoogstens {length} tekens.",
    },
    RegisterObstacle: {
        RegisterObstacle.COLUMNS_MISSING: "Deze kolommen ontbreken: {columns}.",
        RegisterObstacle.BAD_VALUE: "De waarde “{value}” kan hier niet.",
        RegisterObstacle.DOUBLE_CODE: "De code {code} komt twee keer voor.",
        RegisterObstacle.UNKNOWN_SUCCESSOR: "De opvolger {code} staat niet in het bestand.",
    },
    EditionObstacle: {
        EditionObstacle.NO_SUCH_LOCAL_TIME: "Dit tijdstip bestaat niet: de klok gaat dan een uur vooruit.",
        EditionObstacle.AMBIGUOUS_LOCAL_TIME: "Dit tijdstip komt twee keer voor: de klok gaat dan een uur terug.",
        EditionObstacle.CLOSES_BEFORE_OPENING: "De sluiting ligt niet na de opening.",
        EditionObstacle.OUT_OF_ORDER: "Dit moment ligt voor {earlier}.",
        EditionObstacle.ANCHORS_MISSING: "Geef voor {criterion} bij elk van de {wanted} scores een omschrijving.",
        EditionObstacle.DOUBLE_KEY: "De sleutel {key} komt twee keer voor.",
        EditionObstacle.NO_CRITERIA: "Een editie heeft minstens één criterium nodig.",
        EditionObstacle.NO_CATEGORIES: "Een editie heeft minstens één categorie nodig.",
        EditionObstacle.NO_READING_ROUND: "Een editie heeft een leesronde nodig.",
        EditionObstacle.UNKNOWN_CATEGORY: "De categorie {category} bestaat niet in deze editie.",
        EditionObstacle.EDITION_EXISTS: "De editie van {year} bestaat al.",
    },
    EntryObstacle: {
        EntryObstacle.WINDOW_NOT_OPEN: "De inschrijving opent op {opens}.",
        EntryObstacle.WINDOW_CLOSED: "De inschrijving is gesloten sinds {closes}. Uw tekst blijft bewaard.",
        EntryObstacle.NO_MUNICIPALITY: "Kies eerst bij uw gegevens voor welke gemeente u werkt.",
        EntryObstacle.NOT_A_DRAFT: "Deze inzending is ingediend. Haal haar terug om iets te wijzigen.",
        EntryObstacle.NOT_SUBMITTED: "Deze inzending is niet ingediend.",
        EntryObstacle.PARTS_MISSING: "Er ontbreken nog {n_missing} onderdelen. Vul die eerst in.",
        EntryObstacle.REASON_MISSING: "Schrijf erbij waarom de inzending niet voldoet.",
        EntryObstacle.OTHER_EDITION: "Dit hoort bij een andere editie.",
        EntryObstacle.OWN_MUNICIPALITY: "Dit is uw eigen gemeente. U kunt zelf een inzending doen.",
        EntryObstacle.NOMINATION_ANSWERED: "Deze nominatie is al beantwoord.",
        EntryObstacle.OTHER_MUNICIPALITY: "Alleen iemand van de genomineerde gemeente kan hierop antwoorden.",
        EntryObstacle.NOT_FINISHED: "Op de peildatum ({reference}) is de casus nog niet afgerond.",
        EntryObstacle.TOO_OLD: "De casus is afgerond voor {oldest}. Dat is langer dan toegestaan geleden.",
    },
    PanelObstacle: {
        PanelObstacle.OWN_MUNICIPALITY: "Dit is een inzending van de eigen gemeente.",
        PanelObstacle.CONFLICT_DECLARED: "De lezer is betrokken bij deze inzending.",
        PanelObstacle.NO_READERS: "Er zijn nog geen lezers in deze ronde.",
        PanelObstacle.NOTHING_TO_READ: "Er zijn nog geen inzendingen met een categorie die voldoen.",
        PanelObstacle.REASON_MISSING: "Schrijf kort op hoe u betrokken bent.",
    },
    ScoringObstacle: {
        ScoringObstacle.ROUND_NOT_OPEN: "Deze ronde opent op {opens}.",
        ScoringObstacle.ROUND_CLOSED: "Deze ronde is gesloten. Uw scores blijven zoals ze waren.",
        ScoringObstacle.ASSIGNMENT_ENDED: "Deze inzending staat niet meer op uw lijst.",
        ScoringObstacle.SCORES_MISSING: "Geef nog {n_missing} scores.",
        ScoringObstacle.SCORE_OUT_OF_RANGE: "Een score loopt van 1 tot en met 5.",
        ScoringObstacle.TIP_MISSING: "Geef het team één tip.",
        ScoringObstacle.ROUND_STILL_OPEN: "De leesronde is nog open. Sluit haar eerst.",
        ScoringObstacle.ALREADY_ANNOUNCED: "De shortlist is al bekendgemaakt.",
        ScoringObstacle.NO_SCORES: "Er zijn nog geen scores om een shortlist van te maken.",
        ScoringObstacle.TOO_MANY_WILDCARDS: "Deze ronde heeft hoogstens {n_wildcards} wildcard.",
        ScoringObstacle.WILDCARD_WITHOUT_REASON: "Schrijf erbij waarom deze inzending de wildcard krijgt.",
        ScoringObstacle.WILDCARD_HAS_A_PLACE: "Inzending {reference} heeft al een plaats op score.",
        ScoringObstacle.SHORTLIST_MISSING: "Maak eerst een shortlist.",
    },
    PublicationObstacle: {
        PublicationObstacle.NOT_REVEALED: "De uitslag van deze editie is nog niet bekend, dus blijft dit besloten.",
        PublicationObstacle.COLUMNS_MISSING: "Deze kolommen ontbreken: {columns}.",
        PublicationObstacle.NOT_READABLE: "Dit deel van het bestand is niet te lezen.",
        PublicationObstacle.TITLE_MISSING: "De titel ontbreekt.",
        PublicationObstacle.TOO_LONG: "Dit is te lang: hoogstens {length} tekens.",
        PublicationObstacle.UNKNOWN_YEAR: "“{value}” is geen jaar van een editie.",
        PublicationObstacle.MUNICIPALITY_MISSING: "De gemeente ontbreekt.",
        PublicationObstacle.UNKNOWN_MUNICIPALITY: "“{name}” staat niet in het register van gemeenten.",
        PublicationObstacle.UNKNOWN_OUTCOME: "“{value}” is geen bekende uitslag.",
        PublicationObstacle.UNKNOWN_THEME: "“{name}” staat niet in de lijst met thema’s.",
        PublicationObstacle.NOT_AN_ADDRESS: "“{value}” is geen webadres.",
        PublicationObstacle.NOT_A_NUMBER: "“{value}” is geen geheel getal.",
    },
    AdoptionObstacle: {
        AdoptionObstacle.NOT_SIGNED_IN: "Log in om namens uw gemeente te melden dat u dit overneemt.",
        AdoptionObstacle.NO_MUNICIPALITY: "U werkt volgens uw gegevens niet bij een gemeente. Kies eerst uw gemeente.",
        AdoptionObstacle.NOT_VERIFIED: "Wij weten nog niet zeker dat u bij deze gemeente werkt. Gebruik uw werkadres.",
        AdoptionObstacle.OWN_CASE: "Deze casus is van uw eigen gemeente. Overnemen doen de andere.",
        AdoptionObstacle.REASON_MISSING: "Schrijf kort op waarom u bent gestopt. Daar leren anderen van.",
        AdoptionObstacle.NOTE_TOO_LONG: "Maak uw toelichting korter: hoogstens {length} tekens.",
    },
    VerdictObstacle: {
        VerdictObstacle.NOT_A_JUROR: "U zit niet in de jury van deze editie.",
        VerdictObstacle.NOT_THE_CHAIR: "Alleen de juryvoorzitter spreekt het oordeel uit.",
        VerdictObstacle.JURY_NOT_OPEN: "De jury kan kiezen vanaf {opens}.",
        VerdictObstacle.JURY_CLOSED: "De jury kon kiezen tot {closes}.",
        VerdictObstacle.ALREADY_PRONOUNCED: "Het oordeel in deze categorie is al verzegeld.",
        VerdictObstacle.NOT_SHORTLISTED: "Deze inzending staat niet op de shortlist van deze categorie.",
        VerdictObstacle.OWN_MUNICIPALITY: "Dit is een inzending van uw eigen gemeente. U kunt haar niet kiezen.",
        VerdictObstacle.CONFLICT_DECLARED: "U bent betrokken bij deze inzending. U kunt haar niet kiezen.",
        VerdictObstacle.TEXT_TOO_LONG: "Een tekst is {too_many} tekens te lang. Hoogstens {limit} tekens passen.",
        VerdictObstacle.NO_QUORUM: "Er zijn {n_choices} keuzes. Er zijn er {n_needed} nodig voor een oordeel.",
        VerdictObstacle.NOT_A_LEADER: "De meeste juryleden kozen een andere inzending.",
        VerdictObstacle.MOTIVATION_MISSING: "Schrijf op waarom deze inzending wint.",
        VerdictObstacle.ALREADY_REVEALED: "De uitslag is al bekend.",
        VerdictObstacle.NOTHING_TO_REVEAL: "Er is nog geen oordeel om bekend te maken.",
        VerdictObstacle.VERDICTS_MISSING: "In deze categorieën ontbreekt het oordeel: {categories}.",
        VerdictObstacle.REVEAL_TOO_EARLY: "De uitslag kan bekend worden vanaf {reveal_from}.",
        VerdictObstacle.COMMITMENT_BROKEN: "Het zegel klopt niet meer in: {categories}. De uitslag blijft dicht.",
    },
}


def label(member: StrEnum) -> str:
    return LABELS[type(member)][member]


def sentence(refusal: Refusal) -> str:
    """The refusal as a sentence for the person on screen."""
    values = {name: _said(value) for name, value in refusal.values.items()}
    return SENTENCES[type(refusal.code)][refusal.code].format(**values)


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return f"{date_format(localtime(value), 'j F Y, G.i')} uur" if value.tzinfo else value
    return date_format(value, "j F Y") if isinstance(value, date) else value
