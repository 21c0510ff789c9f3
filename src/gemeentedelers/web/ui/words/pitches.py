from collections.abc import Mapping
from enum import StrEnum

from gemeentedelers.domain.pitches.rules import Arrangement, PitchObstacle
from gemeentedelers.domain.pitches.rules.clock import ClockKind, ClockPress

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Arrangement: {
        Arrangement.TOGETHER: "Categorie na categorie",
        Arrangement.MIXED: "Categorieën door elkaar",
        Arrangement.BY_LOT: "Door het lot",
    },
    ClockKind: {
        ClockKind.IDLE: "Nog niet begonnen",
        ClockKind.ANNOUNCED: "Aangekondigd",
        ClockKind.RUNNING: "De tijd loopt",
        ClockKind.PAUSED: "Stilgezet",
        ClockKind.OVER: "De tijd is om",
        ClockKind.BREAK: "Pauze",
        ClockKind.DONE: "Klaar",
    },
    ClockPress: {
        ClockPress.ANNOUNCE: "Kondig aan",
        ClockPress.START: "Start de tijd",
        ClockPress.PAUSE: "Zet de tijd stil",
        ClockPress.RESUME: "Laat de tijd verder lopen",
        ClockPress.STOP: "Sluit deze pitch af",
        ClockPress.AGAIN: "Geef de volle tijd opnieuw",
        ClockPress.BREAK: "Begin de pauze",
        ClockPress.FINISH: "Sluit de dag af",
    },
}
SENTENCES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    PitchObstacle: {
        PitchObstacle.NO_FINALISTS: "Er zijn nog geen finalisten. Kies die eerst.",
        PitchObstacle.NOT_PLANNED: "De pitchdag is nog niet gepland.",
        PitchObstacle.PLACE_MISSING: "Vul in waar de pitchdag is.",
        PitchObstacle.SLOT_TOO_SHORT: "Een pitch duurt minstens {minutes} minuut.",
        PitchObstacle.SLOT_TOO_LONG: "Een pitch duurt hooguit {minutes} minuten.",
        PitchObstacle.CHANGEOVER_TOO_LONG: "Wisselen duurt hooguit {minutes} minuten.",
        PitchObstacle.BREAK_TOO_LONG: "Een pauze duurt minstens een minuut en hooguit {hours} uur.",
        PitchObstacle.NOT_A_PITCH: "Deze pitch staat niet op de lijst.",
        PitchObstacle.ALREADY_AT_THE_END: "Deze pitch staat al aan het eind van de lijst.",
        PitchObstacle.ORDER_CHANGED: "De volgorde is net veranderd. Kijk eerst naar de nieuwe volgorde.",
        PitchObstacle.DAY_HAS_BEGUN: "De pitchdag is begonnen. De planning ligt nu vast.",
        PitchObstacle.LOTS_ARE_DRAWN: "Het lot heeft de volgorde bepaald. Die ligt nu vast.",
        PitchObstacle.PROMISE_MISSING: "Schrijf op welke uitkomst de loting bepaalt.",
        PitchObstacle.NOT_PROMISED: "Leg eerst vast welke uitkomst de loting bepaalt.",
        PitchObstacle.SEED_MISSING: "Vul de uitkomst in die u vooraf noemde.",
        PitchObstacle.NOTHING_NEW: "De finalisten kennen deze tijden al.",
        PitchObstacle.NOTE_TOO_LONG: "De notitie is {too_many} tekens te lang. Hooguit {limit} tekens.",
        PitchObstacle.CLOCK_CHANGED: "De stand is al veranderd. Kijk wat er nu staat en druk dan opnieuw.",
        PitchObstacle.NOT_NOW: "Dat kan nu niet. Kijk naar de stand van de klok.",
        PitchObstacle.NOBODY_LEFT: "Alle finalisten zijn aan de beurt geweest.",
    },
}
