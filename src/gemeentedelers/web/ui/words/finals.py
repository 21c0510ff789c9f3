from collections.abc import Mapping
from enum import StrEnum

from gemeentedelers.domain.finals.rules import FinalsObstacle, NominationStatus, Worry
from gemeentedelers.domain.finals.rules.material import MaterialObstacle, MaterialState

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    NominationStatus: {
        NominationStatus.PENDING: "Wacht op een tweede handtekening",
        NominationStatus.CONFIRMED: "Ondertekend",
        NominationStatus.REPLACED: "Vervangen",
    },
    Worry: {
        Worry.SAME_MUNICIPALITY: "Meer dan één finalist uit dezelfde gemeente",
        Worry.ONLY_LARGE: "Alle finalisten komen uit gemeenten met meer dan 50.000 inwoners",
        Worry.JURORS_TOO_CLOSE: "Meer dan een derde van de jury mag over deze inzending niet oordelen",
    },
    MaterialState: {
        MaterialState.NOT_STARTED: "Nog niet begonnen",
        MaterialState.DRAFT: "Concept",
        MaterialState.HANDED_IN: "Ingeleverd",
        MaterialState.CHECKED: "Gecontroleerd",
    },
}
SENTENCES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    FinalsObstacle: {
        FinalsObstacle.NOT_PLACED: "Inzending {reference} staat niet (meer) in een categorie van de finale.",
        FinalsObstacle.NOBODY_NOMINATED: "Kies minstens één finalist.",
        FinalsObstacle.FINALIST_WITHOUT_REASON: (
            "Schrijf in minstens {shortest} tekens waarom inzending {reference} in de finale hoort."
        ),
        FinalsObstacle.PLACES_NEED_A_REASON: (
            "In de categorie {category} kiest u er {n_chosen} en zijn er {places} plaatsen. "
            "Schrijf op waarom dat afwijkt."
        ),
        FinalsObstacle.ALREADY_A_FINALIST: "Inzending {reference} is al finalist.",
        FinalsObstacle.LIST_IS_SIGNED: "De lijst met finalisten is al ondertekend.",
        FinalsObstacle.LIST_WAS_REPLACED: "Er is een nieuwere lijst. Bekijk die eerst.",
        FinalsObstacle.SECOND_PERSON_NEEDED: "U maakte deze lijst zelf. Een ander moet ondertekenen.",
        FinalsObstacle.NOT_A_SIGNER: "Alleen een organisator of een beheerder kan ondertekenen.",
        FinalsObstacle.ENTRIES_CHANGED: (
            "Sinds deze lijst is gemaakt, veranderden de inzendingen of hun categorie. Maak de lijst opnieuw."
        ),
        FinalsObstacle.JURY_IS_DONE: "De jury sloot op {closes}. Er komen geen finalisten meer bij.",
        FinalsObstacle.NOTHING_TO_WITHDRAW: "Er is geen handtekening om terug te trekken.",
        FinalsObstacle.FINALISTS_ARE_OUT: ("De finalisten zijn bekend sinds {announced}. Terugtrekken kan niet meer."),
        FinalsObstacle.PLACES_OUT_OF_RANGE: "Kies een aantal plaatsen van 1 tot en met {most}.",
        FinalsObstacle.DUE_IN_THE_PAST: "Kies een moment in de toekomst voor het inleveren.",
        FinalsObstacle.DUE_AFTER_THE_JURY: (
            "De jury kiest tot {closes}. Kies een moment daarvoor, zodat zij het materiaal kan lezen."
        ),
    },
    MaterialObstacle: {
        MaterialObstacle.NOT_IN_THE_FINAL: "Deze inzending doet niet mee in de finale.",
        MaterialObstacle.NOT_KNOWN_YET: "De finalisten zijn nog niet bekend.",
        MaterialObstacle.TOO_LATE: "Inleveren kon tot {due}. Mail de organisatie als u meer tijd nodig hebt.",
        MaterialObstacle.HANDED_IN_ALREADY: "U leverde al in. Lever opnieuw in om iets te veranderen.",
        MaterialObstacle.EXPLANATION_MISSING: "Schrijf wat de jury nog meer over uw casus moet weten.",
        MaterialObstacle.EXPLANATION_TOO_LONG: (
            "Uw toelichting is {too_many} woorden te lang. Er passen {limit} woorden."
        ),
        MaterialObstacle.START_MISSING: "Schrijf waarmee een collega morgen kan beginnen.",
        MaterialObstacle.START_TOO_LONG: (
            "Waarmee een collega kan beginnen, is {too_many} woorden te lang. Er passen {limit} woorden."
        ),
        MaterialObstacle.PITCHERS_MISSING: "Vul in wie de pitch geeft.",
        MaterialObstacle.PITCHERS_TOO_LONG: "Wie de pitch geeft, is te lang: hoogstens {limit} tekens.",
        MaterialObstacle.NEEDS_TOO_LONG: "Wat u nodig hebt, is te lang: hoogstens {limit} tekens.",
        MaterialObstacle.VIDEO_IS_NO_ADDRESS: "Vul het hele webadres van de video in. Het begint met https://.",
        MaterialObstacle.SLIDES_OF_ANOTHER_KIND: "Lever de dia’s in als pdf of als PowerPoint-bestand (pptx).",
        MaterialObstacle.NOTHING_HANDED_IN: "Dit team leverde nog niets in. Controleren kan daarna.",
        MaterialObstacle.NOT_LATER: "Kies een moment dat later is dan het einde dat nu geldt.",
        MaterialObstacle.MORE_TIME_AFTER_THE_JURY: "De jury kiest tot {closes}. Kies een moment daarvoor.",
        MaterialObstacle.MORE_TIME_WITHOUT_REASON: "Schrijf in minstens {shortest} tekens waarom u meer tijd geeft.",
    },
}
