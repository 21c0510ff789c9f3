import pytest

from gemeentedelers.foundation.files.rules import (
    LARGEST_FILE,
    NAME_LENGTH,
    FileKind,
    FileObstacle,
    FileState,
    ScanResult,
    clean_name,
    kind_named,
    why_not_accept,
    why_not_read,
)
from gemeentedelers.foundation.refusals import Refusal

LONG = "a" * 300


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Jaarverslag 2026.pdf", "Jaarverslag 2026.pdf"),
        ("FOTO.JPEG", "FOTO.jpeg"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\jan\\plan.docx", "plan.docx"),
        ("/srv/plan.docx", "plan.docx"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie- x=1.pdf"),
        ("rekening\u202efdp.exe", "rekeningfdp.exe"),
        ("gpj\u202e.pdf", "gpj.pdf"),
        ("nul\x00byte.pdf", "nulbyte.pdf"),
        ("plan.exe\x00.pdf", "plan.exe.pdf"),
        ("plan.pdf\x00.exe", "plan.pdf.exe"),
        ("plan.pdf.exe", "plan.pdf.exe"),
        ("plan.exe::$DATA.pdf", "plan.exe--$DATA.pdf"),
        ("CON.pdf", "bestand-CON.pdf"),
        ("con.tekst.pdf", "bestand-con.tekst.pdf"),
        ("LPT1.docx", "bestand-LPT1.docx"),
        ("console.pdf", "console.pdf"),
        ("feest 🎉.png", "feest 🎉.png"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("regel\u2028einde.pdf", "regel einde.pdf"),
        ("  spaties   overal  .pdf", "spaties overal.pdf"),
        ("plan.pdf. . .", "plan.pdf"),
        ("wat?*|is<dit>.pdf", "wat---is-dit-.pdf"),
        (".pdf", "pdf"),
        ("...pdf", "pdf"),
        ("/.pdf", "pdf"),
        ("\u202e.pdf", "pdf"),
        (" .pdf", "pdf"),
        ("", "bestand"),
        ("..", "bestand"),
        ("\x00", "bestand"),
        ("zonder", "zonder"),
        (f"{LONG}.pdf", f"{'a' * 116}.pdf"),
        (f"plan.{LONG}", f"plan.{'a' * 115}"),
        (LONG, "a" * NAME_LENGTH),
    ],
)
def test_a_name_is_shown_without_tricks(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plan.pdf", FileKind.PDF),
        ("plan.DOCX", FileKind.DOCX),
        ("plan.pptx", FileKind.PPTX),
        ("foto.jpg", FileKind.JPG),
        ("foto.jpeg", FileKind.JPG),
        ("foto.png", FileKind.PNG),
        ("foto.webp", FileKind.WEBP),
        ("plan.doc", None),
        ("pdf", None),
        (".pdf", None),
    ],
)
def test_the_extension_says_which_kind(name: str, kind: FileKind | None) -> None:
    assert kind_named(name) == kind


@pytest.mark.parametrize(
    ("name", "size", "refusal"),
    [
        ("plan.pdf", 1, None),
        ("plan.pdf", LARGEST_FILE - 1, None),
        ("plan.pdf", LARGEST_FILE, None),
        ("plan.pdf", LARGEST_FILE + 1, Refusal(FileObstacle.TOO_BIG, megabytes=20)),
        ("plan.pdf", 0, Refusal(FileObstacle.EMPTY)),
        ("plan", 1, Refusal(FileObstacle.NO_EXTENSION)),
        ("plan.exe", 1, Refusal(FileObstacle.TYPE_NOT_ALLOWED, extension="exe")),
        ("plan.pdf.exe", 1, Refusal(FileObstacle.TYPE_NOT_ALLOWED, extension="exe")),
        ("logo.svg", 1, Refusal(FileObstacle.TYPE_NOT_ALLOWED, extension="svg")),
        ("plan.docm", 1, Refusal(FileObstacle.TYPE_NOT_ALLOWED, extension="docm")),
        ("plan.zip", 0, Refusal(FileObstacle.TYPE_NOT_ALLOWED, extension="zip")),
    ],
)
def test_name_and_size_are_judged_first(name: str, size: int, refusal: Refusal | None) -> None:
    assert why_not_accept(name=name, size=size) == refusal


@pytest.mark.parametrize(
    ("state", "is_own", "obstacle"),
    [
        (FileState.CLEAN, False, None),
        (FileState.CLEAN, True, None),
        (FileState.WAITING, True, None),
        (FileState.WAITING, False, FileObstacle.BEING_CHECKED),
        (FileState.INFECTED, True, FileObstacle.VIRUS_FOUND),
        (FileState.INFECTED, False, FileObstacle.VIRUS_FOUND),
    ],
)
def test_who_may_read(state: FileState, is_own: bool, obstacle: FileObstacle | None) -> None:
    refusal = why_not_read(state=state, is_own=is_own)

    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(("virus", "state"), [("", FileState.CLEAN), ("Eicar-Signature", FileState.INFECTED)])
def test_what_the_scanner_says_decides_the_state(virus: str, state: FileState) -> None:
    assert ScanResult(virus).state == state
