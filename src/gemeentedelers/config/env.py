"""Reads the environment. Every problem is collected, so that one failed start names them all."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")

FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class SettingsError(Exception):
    """One or more settings are missing or wrong; the message lists them all."""


@dataclass
class Env:
    source: Mapping[str, str] = field(default_factory=lambda: os.environ)
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, default: str | None = None) -> str:
        return self._read(name, default, str, "text")

    def number(self, name: str, default: int | None = None) -> int:
        return self._read(name, default, int, "a whole number")

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self._read(name, default, lambda raw: FLAGS[raw.strip().lower()], "0 or 1")

    def words(self, name: str, default: list[str] | None = None) -> list[str]:
        return self._read(
            name, default, lambda raw: [word.strip() for word in raw.split(",") if word.strip()], "a list"
        )

    def address(self, name: str, default: str, *, shapes: Mapping[str, str]) -> str:
        """An URL; `shapes` holds a pattern for each kind that is supported, under an example of it."""
        raw = self.text(name, default)
        if raw and not any(re.fullmatch(pattern, raw) for pattern in shapes.values()):
            self.problems.append(
                f"{name} should look like {' or '.join(shapes)}, not {raw!r}; nothing else is supported"
            )
        return raw

    def secret(self, name: str, default: str | None = None) -> str:
        """A secret may come from a file: `NAME_FILE` holds its path."""
        path = self.source.get(f"{name}_FILE")
        if not path:
            return self.text(name, default)
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            self.problems.append(f"{name}_FILE: cannot read {path} ({error.strerror})")
            return ""

    def check(self) -> None:
        if self.problems:
            listed = "\n".join(f"  - {problem}" for problem in self.problems)
            message = f"The settings are not complete:\n{listed}\nSee docs/reference/settings.md."
            raise SettingsError(message)

    def _read(self, name: str, default: Value | None, parse: Callable[[str], Value], shape: str) -> Value:
        raw = self.source.get(name, "")
        if raw == "":
            if default is None:
                self.problems.append(f"{name} is missing")
                return parse("0")
            return default
        try:
            return parse(raw)
        except (KeyError, ValueError):
            self.problems.append(f"{name} should be {shape}, not {raw!r}")
            return parse("0")
