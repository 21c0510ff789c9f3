from collections.abc import Mapping
from enum import StrEnum

from gemeentedelers.domain.recuts.rules import RecutObstacle
from gemeentedelers.domain.recuts.rules.alternatives import Alternative
from gemeentedelers.domain.recuts.rules.objections import ObjectionObstacle, ObjectionOutcome
from gemeentedelers.domain.recuts.rules.sizes import JuryObstacle, SizeObstacle

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Alternative: {
        Alternative.NOW: "De indeling van nu",
        Alternative.AS_ENTERED: "Zoals ingezonden",
        Alternative.MERGED: "Dunne categorieën samengevoegd",
        Alternative.SPLIT: "De volste categorie gesplitst",
        Alternative.THREE: "Drie groepen naar onderwerp",
        Alternative.FOUR: "Vier groepen naar onderwerp",
        Alternative.FIVE: "Vijf groepen naar onderwerp",
    },
    ObjectionOutcome: {
        ObjectionOutcome.WAITING: "Wacht op antwoord",
        ObjectionOutcome.GRANTED: "Verplaatst",
        ObjectionOutcome.DENIED: "Blijft in deze categorie",
    },
}
SENTENCES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    RecutObstacle: {
        RecutObstacle.SHORTLIST_NOT_OUT: "De shortlist is nog niet bekend. Deel daarna de categorieën in.",
        RecutObstacle.FINALISTS_ARE_KNOWN: "De finalisten zijn al gekozen. De categorieën liggen nu vast.",
        RecutObstacle.RECUT_MEANWHILE: "Iemand anders heeft de indeling net veranderd. Bekijk die eerst.",
        RecutObstacle.NO_FINAL_CATEGORIES: "Maak minstens één categorie voor de finale.",
        RecutObstacle.TOO_MANY_FINAL_CATEGORIES: "Maak hoogstens {limit} categorieën.",
        RecutObstacle.NAMELESS_FINAL_CATEGORY: "Geef elke categorie een naam.",
        RecutObstacle.DOUBLE_FINAL_CATEGORY: "Twee categorieën hebben dezelfde naam. Geef één een andere naam.",
        RecutObstacle.EMPTY_FINAL_CATEGORY: "De categorie “{name}” is leeg. Geef haar een inzending of laat haar weg.",
        RecutObstacle.ENTRY_WITHOUT_PLACEMENT: "Inzending {reference} heeft nog geen categorie.",
        RecutObstacle.NOT_ON_THE_SHORTLIST: "Inzending {reference} staat niet op de shortlist.",
        RecutObstacle.UNKNOWN_FINAL_CATEGORY: "De categorie “{key}” bestaat niet in deze indeling.",
        RecutObstacle.RECUT_WITHOUT_REASON: "Schrijf uw reden op, in minstens {shortest} tekens.",
        RecutObstacle.RECUT_UNDONE_ALREADY: "Deze indeling is al teruggedraaid.",
        RecutObstacle.NOT_THE_NEWEST_RECUT: "Er is een nieuwere indeling. Draai die eerst terug.",
    },
    SizeObstacle: {
        SizeObstacle.THIN: "Dun: minder dan {fewest} inzendingen, dus weinig te kiezen.",
        SizeObstacle.MORE_THAN_HALF: "Vol: meer dan de helft van de shortlist.",
        SizeObstacle.TWICE_THE_EVEN_SHARE: "Vol: meer dan twee keer een gelijk deel.",
    },
    JuryObstacle: {
        JuryObstacle.NOBODY_WITHOUT_TIE: "Ieder jurylid is betrokken bij een inzending. Niemand kan hier oordelen.",
        JuryObstacle.FEW_WITHOUT_TIE: "Er kunnen hier maar {n_free} juryleden oordelen. Wij raden er {fewest} aan.",
    },
    ObjectionObstacle: {
        ObjectionObstacle.NOT_PLACED_NOW: "Uw casus staat nu niet in een categorie van de finale.",
        ObjectionObstacle.OUT_OF_THE_RUNNING: "Deze inzending doet niet meer mee.",
        ObjectionObstacle.FINALISTS_CHOSEN: "De finalisten zijn gekozen. De categorieën liggen nu vast.",
        ObjectionObstacle.OBJECTION_TOO_LATE: "Bezwaar maken kon tot en met {last_day}.",
        ObjectionObstacle.OBJECTED_ALREADY: "U maakte al bezwaar. Het antwoord staat op deze pagina zodra het er is.",
        ObjectionObstacle.OBJECTION_WITHOUT_TEXT: "Schrijf op waarom deze categorie niet past.",
        ObjectionObstacle.OBJECTION_TOO_LONG: "Maak dit korter: hoogstens {limit} tekens.",
        ObjectionObstacle.OBJECTION_ANSWERED: "Dit bezwaar is al beantwoord.",
        ObjectionObstacle.OUTCOME_MISSING: "Kies of u de inzending verplaatst.",
        ObjectionObstacle.NO_OTHER_CATEGORY: "Kies de andere categorie waar de inzending in past.",
    },
}
