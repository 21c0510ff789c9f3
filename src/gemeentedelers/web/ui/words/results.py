from collections.abc import Mapping
from enum import StrEnum

from gemeentedelers.domain.results.rules import ResultObstacle
from gemeentedelers.domain.results.rules.exports import ExportObstacle

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {}
SENTENCES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    ResultObstacle: {
        ResultObstacle.ALREADY_REVEALED: "De uitslag is al bekend.",
        ResultObstacle.VERDICTS_MISSING: "In deze categorieën ontbreekt het oordeel: {categories}.",
        ResultObstacle.NOTHING_TO_SEAL: "Er is nog geen oordeel om te verzegelen.",
        ResultObstacle.JURY_NOT_OPEN: "Verzegelen kan pas als de jury begonnen is: vanaf {opens}.",
        ResultObstacle.COMMITMENT_BROKEN: "Het zegel klopt niet meer in: {categories}. De uitslag blijft dicht.",
        ResultObstacle.ALREADY_SEALED: "De uitslag is al verzegeld en er is niets veranderd. Opnieuw verzegelen kan "
        "alleen als een winnaar zich terugtrekt.",
        ResultObstacle.RESEAL_WITHOUT_REASON: "Schrijf op waarom u opnieuw verzegelt: minstens {shortest} tekens.",
        ResultObstacle.REASON_TOO_LONG: "Maak de reden korter: hoogstens {limit} tekens.",
        ResultObstacle.NOT_SEALED: "De uitslag is nog niet verzegeld.",
        ResultObstacle.WRONG_KEY: "De sleutel van deze installatie past niet op het zegel. Er is niets veranderd. "
        "Zet de sleutel terug waarmee verzegeld is.",
        ResultObstacle.SEAL_LAPSED: "Na het verzegelen is een oordeel veranderd. Verzegel de uitslag opnieuw.",
        ResultObstacle.NOT_A_KEY_HOLDER: "Tekenen kunnen organisatoren, beheerders en de juryvoorzitter.",
        ResultObstacle.ALREADY_SIGNED: "U hebt al getekend. Nu is een tweede persoon nodig.",
        ResultObstacle.ALREADY_RELEASED: "De uitslag is al vrijgegeven.",
        ResultObstacle.NOT_RELEASED: "De uitslag is nog niet vrijgegeven. Laat eerst de handtekeningen zetten.",
        ResultObstacle.TOO_EARLY_ALONE: "Eén persoon is genoeg vanaf {reveal_from}. Tot dan zijn er twee nodig.",
        ResultObstacle.CLOCK_BEHIND: "De klok staat op een moment voor het verzegelen ({sealed_at}). Er is niets "
        "veranderd. Zet eerst de klok goed.",
    },
    ExportObstacle: {
        ExportObstacle.NOT_AN_EXPORT: "Dit is geen bestand met een uitslag, of het is beschadigd.",
        ExportObstacle.FILE_CHANGED: "Dit bestand is veranderd nadat het werd geschreven.",
        ExportObstacle.OTHER_YEAR: "De uitslag in dit bestand hoort niet bij {year}.",
        ExportObstacle.COMMITMENT_DIFFERS: "De uitslag past niet bij het controlegetal.",
        ExportObstacle.FACT_CHANGED: "In dit bestand zijn feiten veranderd: {n_changed}.",
        ExportObstacle.NOT_PROMISED: "Dit controlegetal werd niet vooraf vastgelegd.",
    },
}
