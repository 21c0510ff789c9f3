"""The words on screen for every enum and every refusal, in one place. A test fails when a member has none."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.timezone import localtime

from gemeentedelers.domain.adoptions.rules import AdoptionObstacle, AdoptionStatus
from gemeentedelers.domain.advice.rules import (
    AdviceObstacle,
    AdvicePart,
    AdviceRemark,
    AdviceStatus,
    Usefulness,
)
from gemeentedelers.domain.cases.rules import (
    CaseObstacle,
    Chapter,
    EvidenceLevel,
    Kind,
    Licence,
    Need,
    SectionState,
    Unit,
)
from gemeentedelers.domain.conflicts.rules import ConflictObstacle, Severity, TieKind
from gemeentedelers.domain.editions.rules import (
    DeadlineStyle,
    EditionObstacle,
    Phase,
    ReminderKind,
    RoundKind,
    Timeliness,
    WildcardHolder,
)
from gemeentedelers.domain.entries.rules import (
    Condition,
    Deed,
    Eligibility,
    EntryObstacle,
    EntryStatus,
    ExtensionStatus,
    InvitationStatus,
    ParticipantRole,
    Press,
    Sight,
    TeamRole,
)
from gemeentedelers.domain.intake.rules import AppealOutcome, IntakeObstacle, QuestionState
from gemeentedelers.domain.municipalities.rules import RegionKind, RegisterObstacle, SizeClass
from gemeentedelers.domain.nominations.rules import InvitationWay, NominationObstacle, NominationStatus, Progress
from gemeentedelers.domain.outreach.rules import (
    Group,
    LeftOut,
    OutreachObstacle,
    Placeholder,
    Reach,
    StopReason,
)
from gemeentedelers.domain.panels.rules import AssignmentEnd, AssignmentOrigin, PanelObstacle, ReaderKind
from gemeentedelers.domain.people.rules import Persona, Role
from gemeentedelers.domain.plans.rules import Objective, PairReason, PlanObstacle, PlanStatus
from gemeentedelers.domain.publications.rules import Outcome, PublicationObstacle
from gemeentedelers.domain.rankings.rules.pairing import Agreement, Margin, PairingObstacle
from gemeentedelers.domain.rankings.rules.seeking import Measure, RankingSort, Trait
from gemeentedelers.domain.rankings.rules.standing import Band, StandingObstacle
from gemeentedelers.domain.scoring.rules import CardState, Leaning, ScorecardStatus, ScoringObstacle
from gemeentedelers.domain.search.rules import Facet, Sort
from gemeentedelers.domain.shortlists.rules import (
    DecisionOutcome,
    PanelDecision,
    PlaceKind,
    ProposalStatus,
    ShortlistObstacle,
)
from gemeentedelers.domain.verdicts.rules import DecidedBy, JuryState, VerdictObstacle
from gemeentedelers.domain.volunteers.rules import VolunteerObstacle, VolunteerStatus
from gemeentedelers.foundation.files.rules import FileKind, FileObstacle, FileState
from gemeentedelers.foundation.mail.rules import MailObstacle, Sending
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.texts.rules import Reception, TextObstacle
from gemeentedelers.web.ui.words import (
    certificates,
    deliberations,
    finals,
    pitches,
    recuts,
    results,
    reveals,
    visits,
    voting,
)

Words = Mapping[StrEnum, str]

LABELS: Mapping[type[StrEnum], Words] = {
    SizeClass: {
        SizeClass.SMALL: "tot 25.000 inwoners",
        SizeClass.MEDIUM: "25.000 tot 50.000 inwoners",
        SizeClass.LARGE: "50.000 tot 100.000 inwoners",
        SizeClass.VERY_LARGE: "100.000 inwoners of meer",
    },
    RegionKind: {
        RegionKind.SAFETY: "veiligheidsregio",
        RegionKind.PUBLIC_HEALTH: "GGD-regio",
        RegionKind.YOUTH_CARE: "jeugdzorgregio",
        RegionKind.LABOUR_MARKET: "arbeidsmarktregio",
        RegionKind.SCHOOL_ATTENDANCE: "regio tegen schooluitval",
        RegionKind.SAFE_HOME: "regio van Veilig Thuis",
        RegionKind.ENERGY: "energieregio",
    },
    Role: {
        Role.SCORER: "scoorder",
        Role.ASSESSOR: "assessor",
        Role.JUROR: "jurylid",
        Role.JURY_CHAIR: "juryvoorzitter",
        Role.OPERATOR: "regisseur",
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
    RoundKind: {
        RoundKind.SCREENING: "eerste keuring",
        RoundKind.READING: "leesronde",
        RoundKind.PAIRS: "vergelijkronde",
        RoundKind.ASSESSMENT: "assessorronde",
        RoundKind.JURY: "jury",
    },
    WildcardHolder: {
        WildcardHolder.ORGANISER: "de organisatie",
        WildcardHolder.ASSESSOR: "de assessoren",
        WildcardHolder.JURY_CHAIR: "de juryvoorzitter",
    },
    Timeliness: {
        Timeliness.EARLY: "te vroeg",
        Timeliness.ON_TIME: "op tijd",
        Timeliness.EXTENDED: "binnen verlenging",
        Timeliness.IN_GRACE: "ingediend binnen respijttijd",
        Timeliness.LATE: "te laat",
    },
    ReminderKind: {
        ReminderKind.TWO_WEEKS: "twee weken voor de laatste dag",
        ReminderKind.ONE_WEEK: "een week voor de laatste dag",
        ReminderKind.THREE_DAYS: "drie dagen voor de laatste dag",
        ReminderKind.ONE_DAY: "een dag voor de laatste dag",
        ReminderKind.LAST_HOURS: "kort voor de sluiting",
    },
    EntryStatus: {
        EntryStatus.DRAFT: "Concept",
        EntryStatus.SUBMITTED: "Ingediend",
        EntryStatus.WITHDRAWN: "Ingetrokken",
        EntryStatus.MERGED: "Samengevoegd",
    },
    Eligibility: {
        Eligibility.UNDECIDED: "Nog te beoordelen",
        Eligibility.ELIGIBLE: "Voldoet",
        Eligibility.INELIGIBLE: "Voldoet niet",
    },
    TeamRole: {
        TeamRole.OWNER: "eigenaar",
        TeamRole.WRITER: "schrijft mee",
        TeamRole.READER: "leest mee",
    },
    Deed: {
        Deed.READ: "lezen",
        Deed.WRITE: "schrijven",
        Deed.SUBMIT: "indienen",
        Deed.INVITE: "uitnodigen",
        Deed.REMOVE: "mensen uit het team halen",
        Deed.TRANSFER: "overdragen",
        Deed.WITHDRAW: "intrekken",
    },
    InvitationStatus: {
        InvitationStatus.OPEN: "Wacht op antwoord",
        InvitationStatus.ACCEPTED: "Aangenomen",
        InvitationStatus.DECLINED: "Afgeslagen",
        InvitationStatus.REVOKED: "Ingetrokken",
    },
    ParticipantRole: {
        ParticipantRole.CO_OWNER: "deed mee als gemeente of eigenaar",
        ParticipantRole.PARTNER: "partner",
        ParticipantRole.SUPPLIER: "leverancier",
    },
    ExtensionStatus: {
        ExtensionStatus.ASKED: "Gevraagd",
        ExtensionStatus.GRANTED: "Gegeven",
        ExtensionStatus.DECLINED: "Niet gegeven",
    },
    Condition: {
        Condition.FINISHED: "Afgerond",
        Condition.RECENT: "Niet te oud",
        Condition.PROVEN: "Bewezen",
        Condition.RELEVANT: "Relevant",
        Condition.VALUABLE: "Waardevol",
        Condition.SCALABLE: "Herbruikbaar",
    },
    Sight: {
        Sight.MET: "ziet er goed uit",
        Sight.UNKNOWN: "nog niet te zien",
        Sight.DOUBTFUL: "hier kijkt een organisator naar",
    },
    Reception: {
        Reception.KEPT: "bewaard",
        Reception.KNOWN: "was al bewaard",
        Reception.CONFLICT: "iemand anders was eerst",
    },
    Press: {Press.FIRST: "eerste keer", Press.AGAIN: "nog een keer"},
    NominationStatus: {
        NominationStatus.TIP: "Anonieme tip",
        NominationStatus.WITHOUT_CONTACT: "Zonder contactpersoon",
        NominationStatus.INVITED: "Wacht op antwoord",
        NominationStatus.CLAIMED: "Aangenomen",
        NominationStatus.DECLINED: "Afgeslagen",
        NominationStatus.MATCHED: "Team schrijft al",
        NominationStatus.RESEARCHED: "Zelf ingevoerd",
        NominationStatus.EXPIRED: "Verlopen",
        NominationStatus.CLOSED: "Gesloten",
    },
    InvitationWay: {
        InvitationWay.NOMINATOR: "genoemd door wie nomineerde",
        InvitationWay.ORGANISER: "gevonden door de organisatie",
        InvitationWay.COLLEAGUE: "doorgestuurd door een collega",
    },
    Progress: {
        Progress.RECEIVED: "Ontvangen",
        Progress.INVITED: "Uitgenodigd",
        Progress.STARTED: "Gestart",
        Progress.SUBMITTED: "Ingediend",
        Progress.DECLINED: "Afgeslagen",
    },
    QuestionState: {
        QuestionState.OPEN: "Wacht op het team",
        QuestionState.ANSWERED: "Beantwoord",
        QuestionState.CLOSED: "Gesloten",
    },
    AppealOutcome: {
        AppealOutcome.WAITING: "Wacht op een beslissing",
        AppealOutcome.GRANTED: "Bezwaar gegrond",
        AppealOutcome.DENIED: "Oordeel blijft",
    },
    Chapter: {
        Chapter.MUNICIPALITY: "Uw gemeente",
        Chapter.BASICS: "De casus in het kort",
        Chapter.EVIDENCE: "Bewijs",
        Chapter.TRANSFER: "Overnemen",
        Chapter.NEEDS: "Nodig: geld, mensen en tijd",
        Chapter.FILES: "Bijlagen en beeld",
        Chapter.TEAM: "Medeauteurs",
        Chapter.CONSENT: "Publicatie en toestemming",
    },
    Kind: {
        Kind.LINE: "regel",
        Kind.TEXT: "tekst",
        Kind.DAY: "dag",
        Kind.NUMBER: "getal",
        Kind.ADDRESS: "webadres",
        Kind.CHOICE: "keuze",
        Kind.CHOICES: "keuzes",
        Kind.TICK: "vinkje",
    },
    Need: {Need.REQUIRED: "verplicht", Need.WANTED: "gewenst", Need.OPTIONAL: "niet verplicht"},
    Unit: {Unit.WORDS: "woorden", Unit.CHARACTERS: "tekens"},
    EvidenceLevel: {
        EvidenceLevel.TOLD: "verteld",
        EvidenceLevel.COUNTED: "geteld",
        EvidenceLevel.COMPARED: "vergeleken",
        EvidenceLevel.EXAMINED: "door anderen onderzocht",
    },
    Licence: {
        Licence.EUPL: "Ja, vrij (EUPL 1.2, voor software)",
        Licence.CC_BY: "Ja, vrij met naamsvermelding (CC BY 4.0)",
        Licence.CC0: "Ja, zonder voorwaarden (CC0)",
        Licence.OTHER_OPEN: "Ja, onder een andere open licentie",
        Licence.ON_REQUEST: "Op aanvraag",
        Licence.NOT_OPEN: "Nee",
    },
    SectionState: {
        SectionState.NOT_STARTED: "Nog niet begonnen",
        SectionState.STARTED: "Bezig",
        SectionState.DONE: "Klaar",
    },
    Reach: {
        Reach.NOTHING: "Nog niet begonnen",
        Reach.DRAFT: "Schrijft nog",
        Reach.SUBMITTED: "Doet mee",
        Reach.WITHDRAWN: "Teruggetrokken",
    },
    Group: {
        Group.NOT_STARTED: "Alle gemeenten die nog niet begonnen zijn",
        Group.PROVINCES: "Gemeenten in bepaalde provincies",
        Group.SIZES: "Gemeenten van een bepaalde grootte",
        Group.PICKED: "Gemeenten die ik zelf kies",
    },
    StopReason: {
        StopReason.BOUNCED: "Adres werkt niet",
        StopReason.UNSUBSCRIBED: "Wil geen uitnodigingen",
    },
    LeftOut: {
        LeftOut.SUBMITTED: "Overgeslagen: had al ingediend",
        LeftOut.STARTED: "Overgeslagen: was al begonnen",
        LeftOut.STOPPED: "Overgeslagen: wil geen uitnodigingen of adres werkt niet",
        LeftOut.REMOVED: "Overgeslagen: adres is verwijderd",
    },
    Placeholder: {
        Placeholder.MUNICIPALITY: "de naam van de gemeente",
        Placeholder.NAME: "de naam van de contactpersoon, of “collega” als wij die niet weten",
        Placeholder.CLOSING: "wanneer de inschrijving sluit, met dag en tijd",
        Placeholder.LINK: "het adres van de pagina die uitlegt hoe meedoen gaat",
    },
    AdviceStatus: {
        AdviceStatus.DRAFT: "Wordt geschreven",
        AdviceStatus.READY: "Wacht op een tweede lezer",
        AdviceStatus.APPROVED: "Goedgekeurd",
        AdviceStatus.RELEASED: "Bij het team",
    },
    AdvicePart: {
        AdvicePart.FIRST_STRENGTH: "Wat sterk is",
        AdvicePart.SECOND_STRENGTH: "Wat nog meer sterk is",
        AdvicePart.FIRST_STEP: "Een volgende stap",
        AdvicePart.SECOND_STEP: "Nog een volgende stap",
        AdvicePart.TALK_TO: "Met wie het team kan praten",
    },
    AdviceRemark: {
        AdviceRemark.TOO_SHORT: "is erg kort. Kunt u er een voorbeeld bij geven?",
        AdviceRemark.SHOUTING: "staat helemaal in hoofdletters. Dat leest als roepen.",
        AdviceRemark.UNFRIENDLY: "heeft een woord dat hard kan aankomen.",
        AdviceRemark.SAID_TWICE: "zegt hetzelfde als een ander onderdeel.",
    },
    Usefulness: {
        Usefulness.YES: "Ja, hier kunnen wij mee verder",
        Usefulness.SOMEWHAT: "Een beetje",
        Usefulness.NO: "Nee",
    },
    ScorecardStatus: {ScorecardStatus.DRAFT: "Bezig", ScorecardStatus.FINAL: "Klaar"},
    Severity: {
        Severity.NOTE: "goed om te weten",
        Severity.WARN: "liever niet",
        Severity.BAR: "mag niet",
    },
    TieKind: {
        TieKind.DECLARED: "zelf gemeld",
        TieKind.TEAM: "in het team",
        TieKind.INVITED: "uitgenodigd voor het team",
        TieKind.NOMINATOR: "nomineerde de casus",
        TieKind.OWN_MUNICIPALITY: "eigen gemeente",
        TieKind.TAKES_PART: "gemeente doet mee",
        TieKind.ORGANISATION: "partner of leverancier",
        TieKind.FORMER_EMPLOYER: "vroegere werkgever",
        TieKind.MAIL_HOST: "zelfde maildomein",
        TieKind.JOINT_ARRANGEMENT: "gemeenschappelijke regeling",
        TieKind.REGION: "zelfde regio",
        TieKind.NEIGHBOUR: "buurgemeente",
    },
    ReaderKind: {
        ReaderKind.INSIDER: "werkt bij een gemeente",
        ReaderKind.OUTSIDER: "werkt bij een andere organisatie",
        ReaderKind.RESIDENT: "inwoner",
    },
    VolunteerStatus: {
        VolunteerStatus.SIGNED_UP: "aangemeld",
        VolunteerStatus.ACCEPTED: "aangenomen",
        VolunteerStatus.DECLINED: "afgewezen",
        VolunteerStatus.WITHDRAWN: "teruggetrokken",
    },
    AssignmentOrigin: {
        AssignmentOrigin.PLAN: "verdeling",
        AssignmentOrigin.EXTRA: "extra lezing",
        AssignmentOrigin.REPLACEMENT: "vervanging",
        AssignmentOrigin.BY_HAND: "met de hand",
        AssignmentOrigin.ASKED: "zelf gevraagd",
    },
    AssignmentEnd: {
        AssignmentEnd.CONFLICT: "betrokken",
        AssignmentEnd.REPLANNED: "opnieuw verdeeld",
        AssignmentEnd.READER_LEFT: "lezer gestopt",
        AssignmentEnd.TAKEN_BACK: "teruggenomen",
    },
    Objective: {
        Objective.FAIR: "Geen inzending komt er slecht vanaf",
        Objective.TOTAL: "Samen passen lezers en inzendingen het best",
    },
    PairReason: {
        PairReason.THEMES: "kiest hetzelfde thema",
        PairReason.ANY_THEME: "heeft geen voorkeur voor een thema",
        PairReason.OTHER_THEMES: "koos andere thema’s",
        PairReason.NEW_KIND: "kijkt van een andere kant dan de andere lezers",
        PairReason.WARNED: "staat dicht bij deze inzending",
        PairReason.NOTED: "kent deze inzending misschien",
    },
    CardState: {
        CardState.UNTOUCHED: "Nog niet begonnen",
        CardState.DRAFT: "Bezig",
        CardState.SET_ASIDE: "Voor later",
        CardState.FINAL: "Klaar",
    },
    Leaning: {
        Leaning.STRICTER: "U was hier wat strenger dan het panel",
        Leaning.ALIKE: "U keek hier net zo als het panel",
        Leaning.MILDER: "U was hier wat milder dan het panel",
    },
    PlanStatus: {
        PlanStatus.PREPARED: "klaargezet",
        PlanStatus.APPLIED: "toegepast",
        PlanStatus.DISCARDED: "weggegooid",
    },
    PlaceKind: {
        PlaceKind.RANKED: "op score",
        PlaceKind.PANEL: "na overleg",
        PlaceKind.DRAW: "door loting",
        PlaceKind.BY_HAND: "met de hand",
        PlaceKind.WILDCARD: "wildcard",
    },
    DecisionOutcome: {DecisionOutcome.ADVANCE: "door", DecisionOutcome.STOP: "niet door"},
    PanelDecision: {
        PanelDecision.ADVANCE: "door",
        PanelDecision.STOP: "niet door",
        PanelDecision.UNDECIDED: "kwam er niet uit",
    },
    ProposalStatus: {
        ProposalStatus.PENDING: "wacht op tweede handtekening",
        ProposalStatus.REPLACED: "vervangen",
        ProposalStatus.CONFIRMED: "ondertekend",
    },
    Band: {Band.IN: "waarschijnlijk erin", Band.CLOSE: "te dichtbij", Band.OUT: "waarschijnlijk eruit"},
    Margin: {
        Margin.CLEAR: "duidelijk beter dan de volgende",
        Margin.LIKELY: "waarschijnlijk beter dan de volgende",
        Margin.EVEN: "niet te onderscheiden van de volgende",
    },
    Agreement: {
        Agreement.HIGH: "Andere lezers zouden bijna dezelfde volgorde vinden.",
        Agreement.FAIR: "Andere lezers zouden de volgorde grotendeels terugvinden.",
        Agreement.LOW: "Andere lezers zouden vaak een andere volgorde vinden. Geef meer paren uit.",
        Agreement.UNKNOWN: "Dat is nog niet te zeggen: er zijn te weinig paren die het toeval koos.",
    },
    Measure: {
        Measure.READS: "aantal lezers",
        Measure.SPREAD: "spreiding",
        Measure.CHANCE: "kans op een plaats",
        Measure.SCORE: "gecorrigeerde score",
        Measure.RAW: "gemiddelde",
        Measure.PLACE: "plaats",
    },
    Trait: {Trait.THEME: "thema", Trait.MUNICIPALITY: "gemeente", Trait.CATEGORY: "categorie"},
    RankingSort: {
        RankingSort.CORRECTED: "gecorrigeerde score",
        RankingSort.RAW: "gemiddelde",
        RankingSort.SPREAD: "meeste verschil",
        RankingSort.READS: "minste lezers",
    },
    Outcome: {
        Outcome.WINNER: "Winnaar",
        Outcome.FINALIST: "Finalist",
        Outcome.SHORTLISTED: "Op de shortlist",
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
    DecidedBy: {
        DecidedBy.MAJORITY: "meerderheid",
        DecidedBy.MEAN_OF_CARDS: "gemiddelde van de kaarten",
        DecidedBy.CASTING_VOTE: "stem van de voorzitter",
    },
    JuryState: {
        JuryState.WAITING: "Nog niet open",
        JuryState.OPEN: "Nog geen keuze",
        JuryState.CHOSEN: "U hebt gekozen",
        JuryState.CARDS: "Eerst de kaarten",
        JuryState.CLOSED: "Wacht op het oordeel",
        JuryState.SEALED: "Verzegeld",
        JuryState.REVEALED: "Uitslag bekend",
    },
    Sending: {
        Sending.SEND: "wordt verstuurd",
        Sending.WAIT: "wacht",
        Sending.LEAVE: "gaat niet uit",
    },
    FileKind: {
        FileKind.PDF: "pdf",
        FileKind.DOCX: "Word-document",
        FileKind.PPTX: "PowerPoint-presentatie",
        FileKind.JPG: "foto (jpg)",
        FileKind.PNG: "afbeelding (png)",
        FileKind.WEBP: "afbeelding (webp)",
    },
    FileState: {
        FileState.WAITING: "Wordt gecontroleerd",
        FileState.CLEAN: "Gecontroleerd",
        FileState.INFECTED: "Virus gevonden",
    },
    **visits.LABELS,
    **recuts.LABELS,
    **finals.LABELS,
    **voting.LABELS,
    **pitches.LABELS,
    **deliberations.LABELS,
    **results.LABELS,
    **reveals.LABELS,
    **certificates.LABELS,
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
        RegisterObstacle.UNKNOWN_MUNICIPALITY: "Deze codes staan niet in het register: {codes}.",
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
        EditionObstacle.GRACE_OUT_OF_RANGE: "De respijttijd duurt 0 tot en met {longest} minuten.",
        EditionObstacle.ARCHIVED: "Deze editie is een archief. De sluiting ligt vast.",
        EditionObstacle.SAME_DEADLINE: "Dit is de sluiting van nu. Kies een ander moment.",
        EditionObstacle.NOT_AFTER_NOW: "Dit moment is al voorbij. Kies een moment na nu.",
        EditionObstacle.SHORTLIST_IS_OUT: "De shortlist is bekend sinds {announced}.",
        EditionObstacle.ROUND_OPENS_FIRST: "De eerste ronde begint op {opens}. Kies een moment daarvoor.",
        EditionObstacle.REASON_MISSING: "Schrijf erbij waarom u de sluiting verplaatst.",
    },
    CaseObstacle: {
        CaseObstacle.TOO_MANY_WORDS: "Deze tekst is {too_many} woorden te lang. Er passen {limit} woorden.",
        CaseObstacle.TOO_MANY_CHARACTERS: "Deze tekst is {too_many} tekens te lang. Er passen {limit} tekens.",
        CaseObstacle.NOT_A_DAY: "Dit is geen datum. Schrijf bijvoorbeeld 31-12-2025.",
        CaseObstacle.NOT_A_NUMBER: "Schrijf hier een getal, bijvoorbeeld 4.000.",
        CaseObstacle.NOT_AN_ADDRESS: "Dit is geen webadres. Schrijf bijvoorbeeld https://www.gemeente.nl/project.",
        CaseObstacle.UNKNOWN_CHOICE: "Kies een antwoord uit de lijst.",
        CaseObstacle.TOO_MANY_CHOICES: "Kies er hoogstens {limit}.",
        CaseObstacle.FINISHED_BEFORE_START: "De casus is afgerond voordat hij begon. Klopt de datum?",
    },
    EntryObstacle: {
        EntryObstacle.WINDOW_NOT_OPEN: "De inschrijving opent op {opens}.",
        EntryObstacle.WINDOW_CLOSED: "De inschrijving is gesloten sinds {closes}. Uw tekst blijft bewaard.",
        EntryObstacle.NO_MUNICIPALITY: "Kies eerst bij uw gegevens voor welke gemeente u werkt.",
        EntryObstacle.OUT_OF_COMPETITION: "Deze inzending doet niet meer mee. U kunt haar niet wijzigen.",
        EntryObstacle.SECTION_FROZEN: "De inschrijving is gesloten sinds {closes}. Dit onderdeel ligt vast.",
        EntryObstacle.NOT_FOR_YOUR_ROLE: "Dat kunt u in dit team niet doen. Vraag het de eigenaar van de inzending.",
        EntryObstacle.UNKNOWN_FIELD: "Dit onderdeel hoort niet bij deze editie.",
        EntryObstacle.NOT_SUBMITTED: "Deze inzending is niet ingediend.",
        EntryObstacle.NOT_WITHDRAWN: "Deze inzending is niet ingetrokken.",
        EntryObstacle.RESULT_IS_OUT: "De uitslag is bekend, dus intrekken kan niet meer. "
        "Klopt er iets niet op de website? Mail dan de organisatie.",
        EntryObstacle.UNDO_TOO_LATE: "Intrekken is {hours} uur lang ongedaan te maken. Die tijd is voorbij.",
        EntryObstacle.PARTS_MISSING: "Er ontbreken nog {n_missing} antwoorden. Vul die eerst in.",
        EntryObstacle.PARTS_FAULTY: "Er kloppen nog {n_faults} antwoorden niet. Verbeter die eerst.",
        EntryObstacle.NOTHING_CHANGED: "Er is niets gewijzigd sinds u indiende.",
        EntryObstacle.CHANGED_MEANWHILE: "De tekst is gewijzigd terwijl u deze bekeek. Controleer haar nog een keer.",
        EntryObstacle.WRONG_KEY: "Deze pagina hoort niet bij de tekst die er nu staat. Controleer opnieuw.",
        EntryObstacle.REASON_MISSING: "Schrijf erbij waarom.",
        EntryObstacle.OTHER_EDITION: "Dit hoort bij een andere editie.",
        EntryObstacle.NOT_FINISHED: "Op de peildatum ({reference}) is de casus nog niet afgerond.",
        EntryObstacle.TOO_OLD: "De casus is afgerond voor {oldest}. Dat is langer dan toegestaan geleden.",
        EntryObstacle.ALREADY_IN_TEAM: "Deze collega zit al in het team.",
        EntryObstacle.ALREADY_INVITED: "Deze collega is al uitgenodigd. U kunt de uitnodiging opnieuw sturen.",
        EntryObstacle.TOO_MANY_INVITATIONS: "Er staan al {limit} uitnodigingen open. Trek er eerst een in.",
        EntryObstacle.INVITATION_ANSWERED: "Deze uitnodiging is al beantwoord of ingetrokken.",
        EntryObstacle.INVITATION_EXPIRED: "Deze uitnodiging is verlopen. Vraag om een nieuwe.",
        EntryObstacle.OTHER_ADDRESS: "Deze uitnodiging is voor een ander adres. Log in met dat adres.",
        EntryObstacle.OWNER_STAYS: "Dit is de eigenaar. Draag de inzending eerst over aan een ander.",
        EntryObstacle.NOT_IN_TEAM: "Deze persoon zit niet in het team.",
        EntryObstacle.ALREADY_A_PARTICIPANT: "Deze deelnemer staat er al bij.",
        EntryObstacle.LEADS_ALREADY: "Deze gemeente leidt de inzending al.",
        EntryObstacle.TOO_MANY_PARTICIPANTS: "Er passen hoogstens {limit} deelnemers bij.",
        EntryObstacle.NOT_LATE: "U kunt nu geen uitstel vragen voor deze inzending.",
        EntryObstacle.ALREADY_ASKED: "U hebt al om uitstel gevraagd. De organisatie antwoordt per mail.",
        EntryObstacle.EXTENSION_IN_PAST: "Dit moment is al voorbij.",
        EntryObstacle.EXTENSION_TOO_LONG: "Uitstel kan tot uiterlijk {opens}: dan beginnen de lezers.",
        EntryObstacle.EXTENSION_ANSWERED: "Op deze vraag is al antwoord gegeven.",
        EntryObstacle.TOO_MANY_ATTACHMENTS: "Er passen hoogstens {limit} bijlagen bij een inzending.",
        EntryObstacle.NO_ALTERNATIVE_TEXT: "Beschrijf wat er op deze afbeelding te zien is.",
    },
    OutreachObstacle: {
        OutreachObstacle.TOO_LARGE: "Dit bestand is te groot: hoogstens {most} MB. Verdeel het over meer bestanden.",
        OutreachObstacle.TOO_MANY_ROWS: "Dit zijn {n_rows} regels. Hoogstens {most} regels passen in één keer.",
        OutreachObstacle.NO_ROWS: "Onder de kolomnamen staan nog geen regels.",
        OutreachObstacle.NOT_READABLE: "Dit is niet te lezen. Sla het bestand op als CSV en probeer het opnieuw.",
        OutreachObstacle.COLUMNS_MISSING: (
            "De eerste regel noemt de kolommen. Er is een kolom “e-mail” nodig, en een kolom “gemeente” of “code”."
        ),
        OutreachObstacle.MUNICIPALITY_MISSING: "De gemeente ontbreekt.",
        OutreachObstacle.UNKNOWN_MUNICIPALITY: "“{name}” staat niet in het register van gemeenten.",
        OutreachObstacle.UNKNOWN_CODE: "“{code}” is geen code van een gemeente, zoals GM0363.",
        OutreachObstacle.ADDRESS_MISSING: "Het e-mailadres ontbreekt.",
        OutreachObstacle.NOT_AN_ADDRESS: "“{value}” is geen e-mailadres, zoals naam@gemeente.nl.",
        OutreachObstacle.NOT_A_NAME: "Deze naam kan hier niet. Gebruik één regel van hoogstens {length} tekens.",
        OutreachObstacle.DOUBLE_ADDRESS: "Dit adres staat bij deze gemeente ook al op regel {line}.",
        OutreachObstacle.SUBJECT_MISSING: "Schrijf een onderwerp.",
        OutreachObstacle.TEXT_MISSING: "Schrijf de tekst van de mail.",
        OutreachObstacle.TEXT_TOO_LONG: "Dit is te lang: hoogstens {length} tekens.",
        OutreachObstacle.UNKNOWN_PLACEHOLDER: (
            "Wij kennen {{{name}}} niet. U kunt {{gemeente}}, {{naam}}, {{sluiting}} en {{link}} gebruiken."
        ),
        OutreachObstacle.CHOICE_MISSING: "Kies minstens één provincie, grootte of gemeente.",
        OutreachObstacle.NOBODY_TO_INVITE: "In deze groep is nu niemand die wij kunnen mailen.",
        OutreachObstacle.COUNT_CHANGED: (
            "Het aantal is intussen veranderd: u zag {n_seen} mails, het zijn er nu {n_now}. "
            "Kijk de lijst na en bevestig opnieuw."
        ),
        OutreachObstacle.CONTENT_CHANGED: (
            "De tekst of de lijst is intussen veranderd. Kijk alles na en bevestig opnieuw."
        ),
        OutreachObstacle.ALREADY_SENT: "Deze campagne is verstuurd op {at} en verandert niet meer.",
        OutreachObstacle.WINDOW_CLOSED: "De inschrijving is gesloten sinds {closes}. Uitnodigen heeft geen zin meer.",
    },
    NominationObstacle: {
        NominationObstacle.WINDOW_NOT_OPEN: "Nomineren kan vanaf {opens}.",
        NominationObstacle.WINDOW_CLOSED: "Nomineren en antwoorden kon tot {closes}.",
        NominationObstacle.OWN_MUNICIPALITY: "Dit is uw eigen gemeente. U kunt zelf een inzending doen.",
        NominationObstacle.TOO_MANY: "U hebt al {limit} keer genomineerd in deze editie. Meer kan niet.",
        NominationObstacle.TITLE_MISSING: "Vul in hoe het initiatief heet.",
        NominationObstacle.REASON_MISSING: "Schrijf op waarom andere gemeenten dit moeten kennen.",
        NominationObstacle.TOO_LONG: "Maak uw tekst korter: hoogstens {limit} tekens.",
        NominationObstacle.ADDRESS_IN_TITLE: "Zet geen webadres of mailadres in de naam van het initiatief. Bij de "
        "vierde vraag is daar plaats voor.",
        NominationObstacle.ADDRESS_IN_NAME: "Zet geen webadres of mailadres in uw naam.",
        NominationObstacle.NAME_MISSING: "Vul ook uw naam in, of laat naam en e-mailadres allebei leeg.",
        NominationObstacle.EMAIL_MISSING: "Vul ook uw e-mailadres in, of laat naam en e-mailadres allebei leeg.",
        NominationObstacle.CONSENT_OF_NOBODY: "Vul uw naam en e-mailadres in, of haal het vinkje weg.",
        NominationObstacle.UNCLEAR_POINTER: "Wij herkennen hierin geen webadres en geen e-mailadres. Schrijf "
        "bijvoorbeeld www.gemeente.nl/project of naam@gemeente.nl. Eén is genoeg.",
        NominationObstacle.BAD_ADDRESS: "Vul een e-mailadres in, zoals naam@gemeente.nl.",
        NominationObstacle.ANSWERED: "Deze nominatie is al beantwoord.",
        NominationObstacle.EXPIRED: "Deze nominatie is verlopen. Meedoen kan nog met een eigen inzending.",
        NominationObstacle.CLOSED: "De organisatie heeft deze nominatie gesloten.",
        NominationObstacle.HANDED_ON: "Deze nominatie ligt nu bij iemand anders, die erop kan antwoorden.",
        NominationObstacle.NOT_THE_CONTACT: "Alleen de persoon die deze uitnodiging kreeg, of een collega van wie wij "
        "weten dat die bij de gemeente werkt, kan antwoorden.",
        NominationObstacle.HAD_IT_BEFORE: "Op dit adres is deze nominatie al eens ontvangen. Kies een ander adres.",
        NominationObstacle.HANDED_ON_TOO_OFTEN: "Deze nominatie is al {limit} keer doorgestuurd. Vraag de organisatie "
        "om hulp.",
        NominationObstacle.NOT_A_TIP: "Dit is geen tip die nog moet worden goedgekeurd.",
        NominationObstacle.STILL_A_TIP: "Keur eerst de tip goed.",
        NominationObstacle.NOT_WAITING: "Deze nominatie wacht nergens meer op.",
        NominationObstacle.CLOSING_REASON_MISSING: "Schrijf erbij waarom u de nominatie sluit.",
    },
    IntakeObstacle: {
        IntakeObstacle.NOT_SUBMITTED: "Deze inzending is niet (meer) ingediend.",
        IntakeObstacle.TEXT_MISSING: "Schrijf eerst een tekst.",
        IntakeObstacle.UNKNOWN_SECTION: "Dit onderdeel hoort niet bij deze editie.",
        IntakeObstacle.DUE_TOO_EARLY: "Geef het team minstens tot morgen.",
        IntakeObstacle.DUE_TOO_LATE: "Kies een dag voor {opens}: dan beginnen de lezers.",
        IntakeObstacle.ALREADY_ASKED: "Er staat al een vraag open. Wacht op het antwoord of sluit die vraag eerst.",
        IntakeObstacle.QUESTION_CLOSED: "Deze vraag is al beantwoord of gesloten.",
        IntakeObstacle.CHANGES_NOT_SUBMITTED: "U hebt onderdelen gewijzigd. Dien die in: dat is dan uw antwoord.",
        IntakeObstacle.NOT_INELIGIBLE: "Bezwaar kan alleen als de inzending niet voldoet.",
        IntakeObstacle.ALREADY_APPEALED: "Uw team heeft al bezwaar gemaakt. Dat kan één keer.",
        IntakeObstacle.APPEAL_TOO_LATE: "Bezwaar maken kon tot en met {last_day}.",
        IntakeObstacle.APPEAL_DECIDED: "Over dit bezwaar is al beslist.",
        IntakeObstacle.APPEAL_WAITS: "Het team maakte bezwaar. Beslis eerst over dat bezwaar.",
        IntakeObstacle.SAME_ORGANISER: "U gaf zelf het oordeel. Laat een andere organisator beslissen.",
        IntakeObstacle.REASON_MISSING: "Schrijf erbij waarom.",
        IntakeObstacle.SAME_ENTRY: "Dit is dezelfde inzending. Kies een andere.",
        IntakeObstacle.OTHER_EDITION: "Deze inzendingen horen bij verschillende edities.",
        IntakeObstacle.READING_BEGAN: "De lezers zijn begonnen op {opens}. Samenvoegen kan niet meer.",
        IntakeObstacle.NOT_MERGED: "Deze inzending is niet samengevoegd.",
        IntakeObstacle.UNDO_TOO_LATE: "Samenvoegen is {hours} uur lang ongedaan te maken. Die tijd is voorbij.",
    },
    ConflictObstacle: {
        ConflictObstacle.REASON_MISSING: "Schrijf kort op hoe u betrokken bent.",
        ConflictObstacle.REASON_TOO_LONG: "Houd het korter: hoogstens {limit} tekens.",
        ConflictObstacle.OTHER_EDITION: "Deze inzendingen horen niet bij deze editie: {references}.",
        ConflictObstacle.EMPLOYER_MISSING: "Kies een gemeente, of vul de naam van een andere organisatie in.",
        ConflictObstacle.EMPLOYER_DOUBLE: "Kies een gemeente of vul een organisatie in, niet allebei.",
        ConflictObstacle.EMPLOYER_TOO_LONG: "De naam is te lang: hoogstens {limit} tekens.",
        ConflictObstacle.STILL_EMPLOYED: "{ended_on} moet nog komen. Vul uw laatste werkdag in als die voorbij is.",
    },
    TieKind: {
        TieKind.DECLARED: "Zegt zelf betrokken te zijn: “{about}”.",
        TieKind.TEAM: "Zit in het team van deze inzending.",
        TieKind.INVITED: "Is uitgenodigd voor het team van deze inzending.",
        TieKind.NOMINATOR: "Nomineerde deze casus.",
        TieKind.OWN_MUNICIPALITY: "Werkt bij gemeente {about}, die deze casus instuurde.",
        TieKind.TAKES_PART: "Werkt bij gemeente {about}, die aan deze casus meedoet.",
        TieKind.ORGANISATION: "Werkt bij {about}, een partner of leverancier in deze casus.",
        TieKind.FORMER_EMPLOYER: "Werkte tot en met {ended_on} bij {about}.",
        TieKind.MAIL_HOST: "Heeft een mailadres van {about}, net als iemand die bij deze casus hoort.",
        TieKind.JOINT_ARRANGEMENT: "Werkt bij een gemeente die samen met deze gemeente een dienst betaalt: {about}.",
        TieKind.REGION: "Werkt bij een gemeente in dezelfde regio: {about}.",
        TieKind.NEIGHBOUR: "Werkt bij een buurgemeente van {about}, volgens de middelpunten op de kaart.",
    },
    PanelObstacle: {
        PanelObstacle.REASON_MISSING: "Schrijf kort op waarom.",
        PanelObstacle.RULES_NOT_ACCEPTED: "Lees eerst hoe beoordelen gaat, en zeg dat u zo leest.",
        PanelObstacle.NOT_FINALISED: "Deze lezer heeft de beoordeling niet afgerond.",
        PanelObstacle.REASON_TOO_LONG: "Maak uw tekst korter: hoogstens {limit} tekens.",
        PanelObstacle.ROUND_CLOSED: "Deze ronde is gesloten.",
        PanelObstacle.ALREADY_LEFT: "Deze lezer is al gestopt.",
        PanelObstacle.NOT_LEFT: "Deze lezer doet nog mee.",
    },
    AdviceObstacle: {
        AdviceObstacle.PART_MISSING: "Vul ‘{part}’ nog in.",
        AdviceObstacle.PART_TOO_LONG: "Maak ‘{part}’ korter: hoogstens {most} tekens.",
        AdviceObstacle.HOLDS_A_SCORE: "In ‘{part}’ staat een score of een plaats. Teams krijgen advies zonder cijfers.",
        AdviceObstacle.HOLDS_A_NAME: "In ‘{part}’ staat de naam van een lezer ({name}). Teams weten niet wie las.",
        AdviceObstacle.ALREADY_RELEASED: "Dit advies is al bij het team. Het kan niet meer veranderen.",
        AdviceObstacle.NOT_READY: "Dit advies is nog niet af.",
        AdviceObstacle.NOT_READ_AGAIN: "U schreef dit advies zelf. Lees het nog eens en zet een vinkje dat u dat deed.",
        AdviceObstacle.CHANGED_MEANWHILE: "Iemand anders wijzigde dit advies net. Bekijk eerst wat er nu staat.",
        AdviceObstacle.NOTHING_TO_RELEASE: "Er is geen goedgekeurd advies dat nog naar een team moet.",
        AdviceObstacle.NOT_RELEASED: "Dit advies is nog niet bij het team.",
        AdviceObstacle.ENTRIES_WITHOUT_ADVICE: (
            "{n_entries} inzendingen hebben nog geen goedgekeurd advies. Schrijf op waarom u toch sluit "
            "(minstens {shortest} tekens)."
        ),
        AdviceObstacle.OUT_OF_THE_COMPETITION: "Deze inzending doet niet mee in deze ronde.",
    },
    VolunteerObstacle: {
        VolunteerObstacle.NOT_OPEN_YET: "Aanmelden kan vanaf {opens}.",
        VolunteerObstacle.ROUND_CLOSED: "Deze ronde is gesloten.",
        VolunteerObstacle.NAME_MISSING: "Vul uw naam in.",
        VolunteerObstacle.ADDRESS_IN_NAME: "Zet geen webadres of mailadres in uw naam.",
        VolunteerObstacle.BAD_ADDRESS: "Vul een e-mailadres in, zoals naam@gemeente.nl.",
        VolunteerObstacle.MUNICIPALITY_MISSING: "Kies de gemeente waar u werkt.",
        VolunteerObstacle.ORGANISATION_MISSING: "Vul in bij welke organisatie u werkt.",
        VolunteerObstacle.JOB_TITLE_MISSING: "Vul uw functie in.",
        VolunteerObstacle.MOTIVATION_MISSING: "Schrijf op waarom u wilt meelezen. Twee zinnen zijn genoeg.",
        VolunteerObstacle.TOO_LONG: "Maak uw tekst korter: hoogstens {limit} tekens.",
        VolunteerObstacle.HOURS_OUT_OF_RANGE: "Kies hoeveel tijd u hebt: {fewest} tot en met {most} uur.",
        VolunteerObstacle.HOURS_NOT_IN_HALVES: "Kies hele of halve uren.",
        VolunteerObstacle.DATES_OUT_OF_ORDER: "De laatste dag ligt voor de eerste. Kies een latere laatste dag.",
        VolunteerObstacle.NO_DAY_IN_ROUND: "Deze ronde duurt van {first} tot en met {last}. "
        "Kies dagen die daarin vallen.",
        VolunteerObstacle.ALREADY_DECIDED: "Over deze aanmelding is al beslist.",
        VolunteerObstacle.TOO_LITTLE_TIME: "Eén inzending kost {minutes} minuten. Zoveel tijd heeft deze persoon niet.",
        VolunteerObstacle.NOT_DECIDED: "Over deze aanmelding is nog niet beslist.",
        VolunteerObstacle.HAS_WORK: "Deze lezer kreeg al inzendingen. Laat de lezer stoppen in plaats van dit.",
    },
    PlanObstacle: {
        PlanObstacle.NO_READERS: "Er zijn nog geen lezers in deze ronde.",
        PlanObstacle.NOTHING_TO_READ: "Er zijn nog geen inzendingen met een categorie die voldoen.",
        PlanObstacle.ROUND_CLOSED: "Deze ronde is gesloten. De verdeling blijft zoals zij was.",
        PlanObstacle.PLAN_SETTLED: "Deze verdeling is al toegepast of weggegooid.",
        PlanObstacle.PLAN_OVERTAKEN: "Er is intussen iets veranderd: een lezer, een inzending, een belang of een "
        "leesbeurt. Maak de verdeling opnieuw.",
        PlanObstacle.NOTHING_EXTRA: "Kies minstens één inzending die een extra lezer krijgt.",
        PlanObstacle.NOT_IN_COMPETITION: "Deze inzending doet niet mee in de wedstrijd.",
        PlanObstacle.BARRED: "Deze lezer is betrokken bij deze inzending. Kies een andere lezer.",
        PlanObstacle.TIED: "Deze lezer staat dicht bij deze inzending. Weet u het zeker? Zet dan het vinkje.",
        PlanObstacle.READER_FULL: "Deze lezer heeft al {n_on_desk} inzendingen en geen tijd meer over. "
        "Weet u het zeker? Zet dan het vinkje.",
        PlanObstacle.READER_GONE: "Deze lezer leest niet meer in deze ronde.",
        PlanObstacle.ALREADY_READS: "Deze lezer heeft deze inzending al.",
        PlanObstacle.ALREADY_BEGUN: "Deze lezer is al begonnen. Alleen de lezer zelf kan dan nog stoppen.",
        PlanObstacle.NOT_ON_A_DESK: "Deze inzending ligt niet meer bij deze lezer.",
        PlanObstacle.DESK_NOT_DONE: "Maak eerst af wat u al hebt: nog {n_undone} te doen.",
        PlanObstacle.NOTHING_LEFT: "Er is geen inzending meer die u kunt lezen.",
    },
    ScoringObstacle: {
        ScoringObstacle.ROUND_NOT_OPEN: "Deze ronde opent op {opens}.",
        ScoringObstacle.ROUND_CLOSED: "Deze ronde is gesloten. Uw scores blijven zoals ze waren.",
        ScoringObstacle.ASSIGNMENT_ENDED: "Deze inzending staat niet meer op uw lijst.",
        ScoringObstacle.SCORES_MISSING: "Er ontbreken nog scores: {n_missing}.",
        ScoringObstacle.SCORE_OUT_OF_RANGE: "Een score loopt van 1 tot en met 5.",
        ScoringObstacle.TIP_MISSING: "Geef het team één tip.",
        ScoringObstacle.TIP_TOO_SHORT: "Schrijf uw tip als een hele zin, van minstens {shortest} tekens.",
        ScoringObstacle.TEXT_TOO_LONG: "Een tekst is te lang: hoogstens {limit} tekens.",
        ScoringObstacle.DECISION_MISSING: "Kies of deze inzending doorgaat.",
        ScoringObstacle.REASON_MISSING: "Schrijf op waarom.",
        ScoringObstacle.CARD_CHANGED: "Deze kaart is intussen ergens anders opgeslagen. Kies welke versie u houdt.",
        ScoringObstacle.NOT_BEGUN: "Lees eerst de regels en meld uw belangen.",
        ScoringObstacle.RULES_NOT_ACCEPTED: "Lees eerst hoe beoordelen gaat.",
        ScoringObstacle.INTERESTS_NOT_DECLARED: "Meld eerst waar u bij betrokken bent.",
        ScoringObstacle.WARM_UP_LEFT: "Lees eerst nog {n_left} van de voorbeelden.",
        ScoringObstacle.WARM_UP_DONE: "U hebt dit voorbeeld al gelezen.",
        ScoringObstacle.FINALISED: "U hebt uw beoordeling afgerond. De organisatie kan haar voor u heropenen.",
        ScoringObstacle.CARDS_LEFT: "Nog niet alles is klaar: {n_left} te gaan.",
        ScoringObstacle.NOTHING_READ: "Er staat niets op uw lijst om af te ronden.",
        ScoringObstacle.NOT_ONE_OF_TWO: "Kies een van de twee inzendingen.",
        ScoringObstacle.CONFLICT_DECLARED: "Wie betrokken is bij een inzending, vergelijkt haar niet.",
        ScoringObstacle.SAME_ENTRY: "Een inzending is niet met zichzelf te vergelijken.",
        ScoringObstacle.OTHER_ROUND: "De lezer en beide inzendingen horen bij dezelfde ronde.",
        ScoringObstacle.NOT_REVEALED: "Een voorbeeld komt uit een andere editie, waarvan de uitslag bekend is.",
        ScoringObstacle.EXPLANATION_MISSING: "Schrijf op waarom het panel zo oordeelde.",
    },
    ShortlistObstacle: {
        ShortlistObstacle.ROUND_STILL_OPEN: "De leesronde is nog niet voorbij.",
        ShortlistObstacle.ROUND_NOT_CLOSED: "Sluit eerst de leesronde.",
        ShortlistObstacle.ALREADY_ANNOUNCED: "De shortlist is al bekendgemaakt.",
        ShortlistObstacle.ALREADY_SIGNED: "Het voorstel is al ondertekend. Trek eerst de bekendmaking terug.",
        ShortlistObstacle.NO_SCORES: "Er zijn nog geen scores om een shortlist van te maken.",
        ShortlistObstacle.NOT_IN_COMPETITION: "Inzending {reference} doet niet mee in deze ronde.",
        ShortlistObstacle.NOT_PENDING: "Dit voorstel wacht niet meer op een handtekening.",
        ShortlistObstacle.NOT_A_SIGNER: "Alleen een organisator of beheerder van deze editie kan dit doen.",
        ShortlistObstacle.SECOND_PERSON_NEEDED: "U maakte dit voorstel zelf. Iemand anders zet de tweede handtekening.",
        ShortlistObstacle.ENTRIES_GONE: "Deze inzendingen doen niet meer mee: {references}. Maak een nieuw voorstel.",
        ShortlistObstacle.RANKING_CHANGED: "De scores, het overleg, de loting of de wildcards veranderden na dit "
        "voorstel. Maak een nieuw voorstel.",
        ShortlistObstacle.PLACES_NEED_A_REASON: "Er gaan {n_placed} inzendingen door, zonder wildcards gerekend, en er "
        "zijn {places} plaatsen. Schrijf op waarom, of los het op met overleg of loting.",
        ShortlistObstacle.CHANGE_WITHOUT_REASON: "Schrijf erbij waarom u het besluit over {reference} wijzigt.",
        ShortlistObstacle.CHANGE_OF_A_WILDCARD: "Inzending {reference} heeft een wildcard. Neem eerst die terug.",
        ShortlistObstacle.NOTHING_TO_WITHDRAW: "Er is geen bekendmaking om terug te trekken.",
        ShortlistObstacle.NOT_THE_HOLDER: "U kunt in deze ronde geen wildcard geven.",
        ShortlistObstacle.TOO_MANY_WILDCARDS: "De wildcards van deze ronde zijn op. Er zijn er {n_wildcards}.",
        ShortlistObstacle.WILDCARD_WITHOUT_REASON: "Schrijf op waarom deze inzending de wildcard krijgt, in minstens "
        "{shortest} tekens.",
        ShortlistObstacle.WILDCARD_HAS_A_PLACE: "Inzending {reference} heeft al een plaats.",
        ShortlistObstacle.ALREADY_A_WILDCARD: "Inzending {reference} heeft al een wildcard.",
        ShortlistObstacle.WILDCARD_TOO_CLOSE_TO_HOME: "U bent betrokken bij inzending {reference}. U kunt haar geen "
        "wildcard geven.",
        ShortlistObstacle.NOT_TOO_CLOSE: "Deze inzending staat niet dicht bij de grens. De score beslist.",
        ShortlistObstacle.NOBODY_PRESENT: "Kies wie er bij het overleg waren.",
        ShortlistObstacle.PRESENT_TOO_CLOSE_TO_HOME: "Deze mensen zijn betrokken en kunnen er niet bij zijn: {names}.",
        ShortlistObstacle.VERDICT_WITHOUT_REASON: "Schrijf op waarom u dit samen besliste.",
        ShortlistObstacle.PANEL_FIRST: "Loten kan pas als het overleg over inzending {reference} er niet uit kwam.",
        ShortlistObstacle.DRAW_TOO_SMALL: "Een loting heeft minstens twee inzendingen nodig, en minder plaatsen dan "
        "inzendingen.",
        ShortlistObstacle.DRAW_WITHOUT_PROMISE: "Schrijf vooraf op welke uitkomst de loting bepaalt.",
        ShortlistObstacle.DRAW_WITHOUT_REASON: "Schrijf op waarom loting nodig is.",
        ShortlistObstacle.DRAW_WITHOUT_SEED: "Vul de uitkomst in die u vooraf noemde.",
        ShortlistObstacle.DRAWN_ALREADY: "Hierover is al geloot. Die uitkomst staat vast.",
    },
    StandingObstacle: {
        StandingObstacle.NO_FINAL_SCORES: "Er zijn nog geen definitieve scores. Zodra lezers scores vastleggen, "
        "komen zij hier.",
        StandingObstacle.ONE_READER: "Er is pas één lezer. Hoe streng die is, blijkt pas als een tweede lezer "
        "dezelfde inzendingen leest.",
        StandingObstacle.ONE_ENTRY: "Er is pas één inzending gelezen. Corrigeren kan als er meer zijn.",
        StandingObstacle.ALL_EQUAL: "Alle scores zijn gelijk. Er is geen verschil om te corrigeren.",
        StandingObstacle.NO_SECOND_READS: "Elke inzending is pas één keer gelezen. Geef inzendingen een tweede lezer.",
        StandingObstacle.READERS_READ_ONE: "Elke lezer las pas één inzending. Laat lezers meer inzendingen lezen.",
        StandingObstacle.SEPARATE_GROUPS: "De lezers vormen {n_groups} losse groepen: niemand las inzendingen uit "
        "twee groepen. De kleinste groep heeft {n_smallest} inzendingen, zoals {example}. Geef een lezer daarvan ook "
        "een inzending uit een andere groep, of laat alle lezers dezelfde proefcasus beoordelen.",
        StandingObstacle.INSEPARABLE: "Met deze scores is niet te zien of een verschil van de lezer komt of van de "
        "inzending. Laat lezers meer inzendingen samen lezen.",
        StandingObstacle.NO_DIFFERENCE: "De scores laten geen verschil tussen inzendingen zien dat groter is dan "
        "toeval. Geef inzendingen meer lezers.",
        StandingObstacle.NOT_COMPUTED: "De gecorrigeerde scores zijn nog niet berekend. Bereken eerst de ranglijst.",
        StandingObstacle.OVERTAKEN: "Sinds de laatste berekening veranderden er scores of inzendingen. Bereken de "
        "ranglijst opnieuw.",
    },
    PairingObstacle: {
        PairingObstacle.ROUND_CLOSED: "Deze ronde is gesloten. Er gaan geen paren meer uit.",
        PairingObstacle.NO_READERS: "Er zijn nog geen lezers in de ronde waarin u laat vergelijken.",
        PairingObstacle.TOO_FEW_CLOSE: "Er zijn twee inzendingen nodig die dicht bij de grens staan. Het zijn er nu "
        "{n_close}.",
        PairingObstacle.ALL_ASKED: "Alle paren liggen al bij een lezer. Wacht tot die kiest.",
        PairingObstacle.NOBODY_FREE: "Geen lezer kan deze paren krijgen: zij zijn betrokken, of zij hebben geen tijd "
        "meer.",
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
        VerdictObstacle.NOT_A_FINALIST: "Deze inzending is geen finalist in deze categorie.",
        VerdictObstacle.OWN_MUNICIPALITY: "Dit is een inzending van uw eigen gemeente. U kunt haar niet kiezen.",
        VerdictObstacle.CONFLICT_DECLARED: "U bent betrokken bij deze inzending. U kunt haar niet kiezen.",
        VerdictObstacle.TEXT_TOO_LONG: "Een tekst is {too_many} tekens te lang. Hoogstens {limit} tekens passen.",
        VerdictObstacle.NO_QUORUM: "Het aantal keuzes is {n_choices}. Voor een oordeel moeten het er {n_needed} zijn.",
        VerdictObstacle.NOT_A_LEADER: "De meeste juryleden kozen een andere inzending.",
        VerdictObstacle.CARDS_NOT_OPEN: "De kaarten van deze categorie zijn nog dicht. Kiezen kan na het beraad.",
        VerdictObstacle.LOWER_MEAN: "De keuzes zijn gelijk verdeeld. Dan beslist het gemiddelde van de kaarten, en dat "
        "is bij een andere inzending hoger.",
        VerdictObstacle.MOTIVATION_MISSING: "Schrijf op waarom deze inzending wint.",
        VerdictObstacle.MOTIVATION_TOO_SHORT: "Schrijf bij elke finalist een hele zin, van minstens {shortest} tekens.",
        VerdictObstacle.FINALIST_WITHOUT_MOTIVATION: "Schrijf bij elke finalist een motivering. Zij ontbreekt bij "
        "{references}.",
        VerdictObstacle.ROLL_OUT_OF_THE_WINNER: "“Rol dit uit” is een advies over een finalist die niet wint.",
        VerdictObstacle.ALREADY_REVEALED: "De uitslag is al bekend.",
    },
    MailObstacle: {
        MailObstacle.ALREADY_SENT: "Er zijn al {n_sent} mails verstuurd. Terugtrekken kan niet meer.",
    },
    FileObstacle: {
        FileObstacle.NO_EXTENSION: "Aan de naam is niet te zien wat voor bestand dit is. Een naam eindigt op "
        "bijvoorbeeld .pdf of .jpg.",
        FileObstacle.TYPE_NOT_ALLOWED: "Een bestand dat eindigt op .{extension} kan hier niet. "
        "Kies een pdf, docx, pptx, jpg, png of webp.",
        FileObstacle.EMPTY: "Dit bestand is leeg. Kies een ander bestand.",
        FileObstacle.TOO_BIG: "Dit bestand is te groot. Een bestand mag hoogstens {megabytes} MB zijn.",
        FileObstacle.CONTENT_DIFFERS: "Dit bestand is iets anders dan de naam zegt. "
        "Open het op uw computer en sla het opnieuw op.",
        FileObstacle.DAMAGED: "Dit bestand is beschadigd of niet compleet. "
        "Open het op uw computer en sla het opnieuw op.",
        FileObstacle.POLYGLOT: "In dit bestand zit nog iets anders dan de naam zegt. "
        "Open het op uw computer en sla het opnieuw op.",
        FileObstacle.PASSWORD_PROTECTED: "Dit bestand is beveiligd met een wachtwoord. Sla het op zonder beveiliging.",
        FileObstacle.ACTIVE_CONTENT: "Deze pdf kan zelf iets doen, zoals een script starten of een formulier "
        "versturen. Maak met afdrukken een nieuwe pdf en voeg die toe.",
        FileObstacle.EMBEDDED_FILE: "In dit bestand zit een ander bestand. Haal dat eruit, of voeg het los toe.",
        FileObstacle.MACROS: "In dit document zitten macro’s. Sla het op als gewoon document of als pdf.",
        FileObstacle.EXTERNAL_CONTENT: "Dit document haalt iets op van een andere plek, zoals een sjabloon of een "
        "plaatje. Sla het op als pdf en voeg die toe.",
        FileObstacle.DOCUMENT_TYPE: "In dit document zit code die Word en PowerPoint niet gebruiken. "
        "Sla het op als pdf en voeg die toe.",
        FileObstacle.UNSAFE_PATH: "Een onderdeel van dit document wijst naar een map erbuiten. "
        "Sla het op als pdf en voeg die toe.",
        FileObstacle.SYMLINK: "Een onderdeel van dit document is een verwijzing naar een ander bestand. "
        "Sla het op als pdf en voeg die toe.",
        FileObstacle.NESTED_ARCHIVE: "In dit document zit een ingepakt bestand, zoals een zip. Haal dat eruit.",
        FileObstacle.TOO_MANY_PARTS: "Dit document heeft te veel onderdelen: hoogstens {n_parts}. "
        "Sla het op als pdf en voeg die toe.",
        FileObstacle.BOMB: "Dit bestand wordt bij het openen veel te groot. Maak het kleiner of eenvoudiger.",
        FileObstacle.TOO_MANY_PIXELS: "Deze afbeelding is te groot: hoogstens {megapixels} miljoen beeldpunten. "
        "Maak haar kleiner.",
        FileObstacle.MOVING_IMAGE: "Deze afbeelding beweegt. Kies een afbeelding die stilstaat.",
        FileObstacle.BEING_CHECKED: "Dit bestand wordt gecontroleerd op virussen. Probeer het later opnieuw.",
        FileObstacle.VIRUS_FOUND: "In dit bestand zat een virus. Het is verwijderd.",
    },
    **visits.SENTENCES,
    **recuts.SENTENCES,
    **finals.SENTENCES,
    **voting.SENTENCES,
    **pitches.SENTENCES,
    **deliberations.SENTENCES,
    **results.SENTENCES,
    **reveals.SENTENCES,
    **certificates.SENTENCES,
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
    if isinstance(value, StrEnum) and type(value) in LABELS:
        return label(value)
    return date_format(value, "j F Y") if isinstance(value, date) else value
