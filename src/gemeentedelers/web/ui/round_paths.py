"""The kinds of rounds as words in an address."""

from django.urls import register_converter

from gemeentedelers.domain.editions.rules import RoundKind

WORDS = {
    RoundKind.SCREENING: "keuring",
    RoundKind.READING: "leesronde",
    RoundKind.PAIRS: "vergelijkronde",
    RoundKind.ASSESSMENT: "assessorronde",
    RoundKind.JURY: "jury",
}
KINDS = {word: kind for kind, word in WORDS.items()}


class RoundKindConverter:
    regex = "|".join(KINDS)

    def to_python(self, value: str) -> RoundKind:
        return KINDS[value]

    def to_url(self, value: str) -> str:
        return WORDS[RoundKind(value)]


register_converter(RoundKindConverter, "kind")
