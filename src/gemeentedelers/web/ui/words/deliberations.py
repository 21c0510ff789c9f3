from collections.abc import Mapping
from enum import StrEnum

from gemeentedelers.domain.deliberations.rules import CardsState, CardStatus, DeliberationObstacle

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    CardStatus: {
        CardStatus.UNTOUCHED: "Nog leeg",
        CardStatus.DRAFT: "Nog niet ingeleverd",
        CardStatus.HANDED_IN: "Ingeleverd",
        CardStatus.SET_ASIDE: "Geen kaart voor u",
    },
    CardsState: {
        CardsState.WRITING: "Wacht op kaarten",
        CardsState.COMPLETE: "Alle kaarten binnen",
        CardsState.OPENED: "Kaarten zijn open",
    },
}
SENTENCES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    DeliberationObstacle: {
        DeliberationObstacle.NOT_A_JUROR: "U zit niet in de jury van deze editie.",
        DeliberationObstacle.NOT_THE_CHAIR: "Alleen de juryvoorzitter kan dit doen.",
        DeliberationObstacle.JURY_NOT_OPEN: "U kunt kaarten schrijven vanaf {opens}.",
        DeliberationObstacle.JURY_CLOSED: "U kon kaarten schrijven tot {closes}.",
        DeliberationObstacle.NOT_A_FINALIST: "Deze inzending is geen finalist meer.",
        DeliberationObstacle.TOO_CLOSE_TO_HOME: "U bent betrokken bij deze inzending. Er is voor u geen kaart. Verlaat "
        "de jurytafel tijdens deze pitch.",
        DeliberationObstacle.CARDS_ARE_OPEN: "De kaarten van deze categorie zijn open. Zij veranderen niet meer.",
        DeliberationObstacle.CARD_CHANGED: "Deze kaart is intussen op een ander toestel bewaard. Er is niets "
        "overschreven.",
        DeliberationObstacle.SCORES_MISSING: "Geef op elk criterium een score voordat u deze kaart inlevert. "
        "Nog te geven: {n_missing}.",
        DeliberationObstacle.SCORE_OUT_OF_RANGE: "Een score loopt van 1 tot en met 5.",
        DeliberationObstacle.STRENGTH_MISSING: "Schrijf op wat sterk is voordat u deze kaart inlevert.",
        DeliberationObstacle.TEXT_TOO_LONG: "Een tekst is te lang: hoogstens {limit} tekens.",
        DeliberationObstacle.CARDS_MISSING: "Nog niet iedereen leverde alle kaarten in. De jury wacht op {n_jurors} "
        "van haar leden.",
        DeliberationObstacle.TOO_FEW_JURORS: "Er blijven te weinig juryleden over: {n_complete}. Er zijn er minstens "
        "{n_needed} nodig.",
        DeliberationObstacle.NOT_ABSENT: "Op dit jurylid wacht niemand in deze categorie.",
        DeliberationObstacle.EXCUSED_ONESELF: "U kunt uzelf niet als afwezig melden.",
        DeliberationObstacle.EXCUSED_WITHOUT_REASON: "Schrijf op waarom dit jurylid er niet is, in minstens {shortest} "
        "tekens.",
        DeliberationObstacle.CARDS_NOT_OPEN: "De kaarten van deze categorie zijn nog dicht.",
        DeliberationObstacle.MINUTES_CHANGED: "Uw aantekeningen zijn intussen ergens anders bewaard. Kopieer wat u "
        "hier typte en open de pagina opnieuw.",
    },
}
