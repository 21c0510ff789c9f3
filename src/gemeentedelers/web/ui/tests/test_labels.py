import importlib.util
import inspect
import pkgutil
from enum import StrEnum
from types import ModuleType

import pytest

import gemeentedelers.domain
import gemeentedelers.foundation
from gemeentedelers.foundation.files.rules import LARGEST_FILE, MOST_PARTS, FileObstacle, why_not_accept
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.ui.labels import LABELS, SENTENCES, sentence


def enums_of_the_rules() -> list[type[StrEnum]]:
    floors = (gemeentedelers.domain, gemeentedelers.foundation)
    rooms = [room for floor in floors for room in pkgutil.iter_modules(floor.__path__, f"{floor.__name__}.")]
    doors = [importlib.import_module(f"{room.name}.rules") for room in rooms if room.ispkg and has_rules(room.name)]
    rules = [module for door in doors for module in (door, *rules_behind(door))]
    return [
        enum
        for module in rules
        for _, enum in inspect.getmembers(module, inspect.isclass)
        if issubclass(enum, StrEnum) and enum is not StrEnum and enum.__module__ == module.__name__
    ]


def rules_behind(door: ModuleType) -> list[ModuleType]:
    """The modules of rules that are a package."""
    paths = getattr(door, "__path__", [])
    return [importlib.import_module(found.name) for found in pkgutil.iter_modules(paths, f"{door.__name__}.")]


def has_rules(room: str) -> bool:
    return importlib.util.find_spec(f"{room}.rules") is not None


@pytest.mark.parametrize("enum", enums_of_the_rules(), ids=lambda enum: enum.__name__)
def test_every_member_has_words_on_screen(enum: type[StrEnum]) -> None:
    words = SENTENCES[enum] if enum.__name__.endswith("Obstacle") else LABELS[enum]

    assert set(words) == set(enum)
    assert all(words.values())


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            why_not_accept(name="plan.exe", size=1),
            "Een bestand dat eindigt op .exe kan hier niet. Kies een pdf, docx, pptx, jpg, png of webp.",
        ),
        (
            why_not_accept(name="plan.pdf", size=LARGEST_FILE + 1),
            "Dit bestand is te groot. Een bestand mag hoogstens 20 MB zijn.",
        ),
        (
            Refusal(FileObstacle.TOO_MANY_PARTS, n_parts=MOST_PARTS),
            "Dit document heeft te veel onderdelen: hoogstens 1000. Sla het op als pdf en voeg die toe.",
        ),
        (
            Refusal(FileObstacle.TOO_MANY_PIXELS, megapixels=50),
            "Deze afbeelding is te groot: hoogstens 50 miljoen beeldpunten. Maak haar kleiner.",
        ),
    ],
)
def test_a_file_is_refused_with_what_would_do(refusal: Refusal, words: str) -> None:
    assert sentence(refusal) == words


def test_sentences_end_like_sentences() -> None:
    for words in SENTENCES.values():
        assert [sentence for sentence in words.values() if not sentence.endswith((".", "?"))] == []
