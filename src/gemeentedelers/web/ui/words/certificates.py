from collections.abc import Mapping
from enum import StrEnum

from gemeentedelers.domain.certificates.rules import CertificateObstacle, Honour

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Honour: {
        Honour.WINNER: "Winnaar",
        Honour.PUBLIC_PRIZE: "Winnaar van de publieksprijs",
        Honour.FINALIST: "Finalist",
        Honour.SHORTLISTED: "Op de shortlist",
    },
}
SENTENCES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    CertificateObstacle: {
        CertificateObstacle.NOT_REVEALED: "De uitslag is nog niet bekend. Certificaten komen er daarna.",
        CertificateObstacle.WITHDRAWN_ALREADY: "Dit certificaat is al ingetrokken.",
        CertificateObstacle.WITHDRAWAL_WITHOUT_REASON: "Schrijf op waarom u het certificaat intrekt, "
        "in minstens {shortest} tekens.",
    },
}
