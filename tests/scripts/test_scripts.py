"""The scripts of the browser, tested in Node: on their own, and against what the server counts."""

import json
import random
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from gemeentedelers.foundation.words import count_characters, count_words

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "frontend" / "js"

NASTY = [
    "",
    " ",
    "\r\n",
    "e-mail",
    "E-mail: fatma@voorbeeld.example.",
    "https://x.nl/a?b",
    "https://www.voorbeeld.example/pad/naar?vraag=één&nog=2#hier en verder",
    "- een\r\n- twee\r\n- drie",
    "• Eerst\n• Dan\n• Ten slotte",
    "1. Eerst\n2) Dan\n(3) Ten slotte",
    "* * *",
    "---",
    "–",
    "🙂",
    "🙂🙂",
    "Gelukt! 🎉🎉",
    "👩‍👩‍👧‍👦",
    "👍🏽 goed",
    "🇳🇱 Nederland",
    "1️⃣ eerst",
    "é",
    "e\u0301",
    "Zo\u00eb en Zoe\u0308",
    "\u0301",
    "ﬁets",
    "10.000",
    "€ 10.000,50 per jaar",
    "12%",
    "½ jaar",
    "Ⅷ ² ①",
    "een\u00a0twee",
    "een\u202ftwee",
    "een\u2009twee",
    "een\u3000twee",
    "een\u1680twee",
    "een\u2028twee\u2029drie",
    "een\u0085twee",
    "een\u001ctwee\u001ddrie\u001evier\u001fvijf",
    "een\u000btwee\u000cdrie",
    "een\u200btwee",
    "een\u200ctwee\u200ddrie",
    "een\u2060twee",
    "\ufeffeen",
    "een\ufefftwee",
    "een\ufeff twee",
    "een\u00adtwee",
    "een\u180etwee",
    "een\u0000twee",
    "’s-Hertogenbosch",
    "auto’s, foto's",
    "A/B-test",
    "en/of",
    "(haakjes)",
    "“Aanhaling”",
    "woord…woord",
    "woord … woord",
    "Wij+u=samen",
    "你好世界",
    "你好 世界",
    "سلام علیکم",
    "नमस्ते दुनिया",
    "𝒳 𐐀𐐁",
    "\U0001f9d1\u200d\U0001f4bb werkt",
    "<p>een</p> <br> twee",
    "a\tb\tc",
    "  voor en na  ",
]
PIECES = [
    *(
        "wijkteam",
        "e-mail",
        "één",
        "e\u0301e\u0301n",
        "10.000",
        "€",
        "-",
        "–",
        "•",
        "🙂",
        "👩‍👧",
        "https://x.nl/a?b",
        "𐐀",
    ),
    *("\ufeff", "\u200b", "\u200d", "\u00ad", "!", "…", "½", "你好", "'s", "\u0301", "<b>", "\u0000"),
]
GAPS = [
    "",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u202f",
    "\u2003",
    "\u3000",
    "\u0085",
    "\u001f",
    "\u2028",
    "\u000b",
]


def node() -> str:
    """The one that set-up installed because the machine's is missing or old; otherwise the machine's."""
    installed = ROOT / ".venv" / "bin" / "node"
    found = str(installed) if installed.exists() else shutil.which("node")
    assert found, "Node is not here; `make test` installs it"
    return found


def run(*arguments: str, given: str = "") -> str:
    command = [node(), *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - fixed
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def written_at_random(number: int) -> list[str]:
    chance = random.Random(2027)  # noqa: S311 - the same texts at every run
    return [
        "".join(chance.choice(PIECES) + chance.choice(GAPS) for _ in range(chance.randrange(1, 60)))
        for _ in range(number)
    ]


def test_each_script_on_its_own() -> None:
    tests = sorted(str(path.relative_to(ROOT)) for path in (SCRIPTS / "tests").glob("*.test.js"))

    assert tests
    run("--test", *tests)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return NASTY + written_at_random(200 - len(NASTY))


@pytest.fixture(scope="module")
def counted(texts: list[str]) -> dict[str, list[int]]:
    counts: dict[str, list[int]] = json.loads(run("tests/scripts/count.mjs", given=json.dumps(texts)))
    return counts


def test_browser_and_server_count_the_same(texts: list[str], counted: dict[str, list[int]]) -> None:
    assert len(texts) == 200
    assert counted["words"] == [count_words(text) for text in texts]
    assert counted["characters"] == [count_characters(text) for text in texts]
    assert sum(counted["words"]) > 1000


def test_browser_and_server_know_the_same_letters(counted: dict[str, list[int]]) -> None:
    """Save letters that are younger than this Python: it calls them unassigned."""
    here = {point for point in range(0x110000) if count_words(chr(point)) == 1}
    differing = here.symmetric_difference(counted["letters"])

    assert len(here) > 100_000
    assert [hex(point) for point in differing if unicodedata.category(chr(point)) != "Cn"] == []
