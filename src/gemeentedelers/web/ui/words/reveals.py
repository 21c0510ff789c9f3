from collections.abc import Mapping
from enum import StrEnum

from gemeentedelers.domain.reveals.rules import FrameKind, RevealObstacle

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    FrameKind: {
        FrameKind.STANDBY: "Klaar om te beginnen",
        FrameKind.CATEGORY: "Categorie",
        FrameKind.NOMINEES: "Genomineerden",
        FrameKind.DRUM: "Tromgeroffel",
        FrameKind.WINNER: "Winnaar",
        FrameKind.ALL: "Alle winnaars",
        FrameKind.DONE: "Alles is bekend",
    },
}
SENTENCES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    RevealObstacle: {
        RevealObstacle.STAGE_IS_OPEN: "De regie is al open. Ga verder waar die staat.",
        RevealObstacle.REHEARSAL_IS_OPEN: "Er loopt een repetitie. Stop die eerst.",
        RevealObstacle.TOO_LATE_TO_REHEARSE: "Repeteren kan niet meer: de uitslag is vrijgegeven.",
        RevealObstacle.NOTHING_ON_STAGE: "Er zijn nog geen categorieën met finalisten.",
        RevealObstacle.WRONG_ORDER: "Geef elke categorie één plaats in de volgorde.",
        RevealObstacle.STAGE_HAS_ENDED: "Deze regie is gestopt. Open haar opnieuw.",
        RevealObstacle.MOVED_MEANWHILE: "De stand is al veranderd. Kijk waar het podium nu staat.",
        RevealObstacle.IS_BLACK: "Het scherm is zwart. Zet eerst het beeld weer aan.",
        RevealObstacle.NOTHING_BEFORE: "Terug kan hier niet.",
        RevealObstacle.NOTHING_AFTER: "Dit is het einde. Er komt niets meer.",
        RevealObstacle.NOT_CONFIRMED: "Houd de knop ingedrukt, of zet het vinkje. Dit kunt u niet terugdraaien.",
        RevealObstacle.PUBLISH_INSTEAD: "Dit was de laatste stap. Maak nu alles bekend.",
        RevealObstacle.NOT_YET_EVERYBODY: "Toon eerst alle winnaars op het podium.",
        RevealObstacle.HALF_REVEALED: "Er is al een winnaar getoond. Maak het script af en maak alles bekend.",
        RevealObstacle.SEAL_REPLACED: "De uitslag is opnieuw verzegeld. Stop deze regie en open haar opnieuw.",
        RevealObstacle.WINNER_HAS_LEFT: "Deze winnaar heeft zich na het verzegelen teruggetrokken. Er is niets "
        "getoond. Kies het zwarte beeld en overleg met de jury.",
        RevealObstacle.KEY_LOST: "De sleutel van deze installatie past niet op het zegel. Er is niets getoond.",
    },
}
