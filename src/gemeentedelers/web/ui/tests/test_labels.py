import importlib.util
import inspect
import pkgutil
from enum import StrEnum

import pytest

import gemeentedelers.domain
from gemeentedelers.web.ui.labels import LABELS, SENTENCES


def enums_of_the_rules() -> list[type[StrEnum]]:
    rooms = pkgutil.iter_modules(gemeentedelers.domain.__path__, "gemeentedelers.domain.")
    rules = [importlib.import_module(f"{room.name}.rules") for room in rooms if has_rules(room.name)]
    return [
        enum
        for module in rules
        for _, enum in inspect.getmembers(module, inspect.isclass)
        if issubclass(enum, StrEnum) and enum is not StrEnum and enum.__module__ == module.__name__
    ]


def has_rules(room: str) -> bool:
    return importlib.util.find_spec(f"{room}.rules") is not None


@pytest.mark.parametrize("enum", enums_of_the_rules(), ids=lambda enum: enum.__name__)
def test_every_member_has_words_on_screen(enum: type[StrEnum]) -> None:
    words = SENTENCES[enum] if enum.__name__.endswith("Obstacle") else LABELS[enum]

    assert set(words) == set(enum)
    assert all(words.values())


def test_sentences_end_like_sentences() -> None:
    for words in SENTENCES.values():
        assert [sentence for sentence in words.values() if not sentence.endswith((".", "?"))] == []
