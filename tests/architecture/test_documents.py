import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ROOT / "src" / "gemeentedelers" / "domain"
READS = re.compile(r"env\.(?:text|number|flag|words|secret)\(\s*\"([A-Z_]+)\"")


def test_every_setting_is_documented() -> None:
    files = [ROOT / "src/gemeentedelers/config/settings.py", *(ROOT / "src/gemeentedelers").glob("config/*.py")]
    read = {name for file in files for name in READS.findall(file.read_text(encoding="utf-8"))}
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE))

    assert {"DATABASE_URL", "SECRET_KEY", "SEAL_KEY"} <= read
    assert read <= documented


def test_every_room_says_what_lives_there() -> None:
    rooms = [folder for folder in ROOMS.iterdir() if (folder / "models.py").exists()]

    assert len(rooms) >= 6
    for room in rooms:
        text = (room / "__init__.py").read_text(encoding="utf-8")
        assert text.startswith('"""'), room.name
        assert "Owns the words" in text, room.name


def test_the_glossary_holds_each_word_once() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    words = [word for row in rows for word in row.strip().split(", ")]

    assert len(words) > 30
    assert sorted(words) == sorted(set(words))


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs/decisions").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))


def test_migrations_are_named_for_the_change() -> None:
    names = [path.name for path in (ROOT / "src").rglob("migrations/0*.py")]

    assert names
    assert [name for name in names if "auto" in name or name.endswith("_initial.py")] == []
