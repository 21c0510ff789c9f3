import pytest
import typst

from gemeentedelers.foundation.documents.typesetting import FONTS, SHEETS, one_line, paragraphs, printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\n ", []),
        ("één regel", [["één regel"]]),
        ("één\ntwee", [["één", "twee"]]),
        ("één\r\ntwee\rdrie", [["één", "twee", "drie"]]),
        ("één\n\ntwee", [["één"], ["twee"]]),
        ("\n\néén\n \n\n\ntwee\n\n", [["één"], ["twee"]]),
        ("één\u2028twee\u2029drie", [["één", "twee", "drie"]]),
        ("- punt\n  - punt eronder", [["- punt", "  - punt eronder"]]),
        ("dubbele  spatie ", [["dubbele  spatie"]]),
    ],
)
def test_paragraphs(text: str, expected: list[list[str]]) -> None:
    assert paragraphs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\nb\t c", "a b c"), ("  ", ""), ("\u202eab\x00", "ab"), ("Súdwest-Fryslân", "Súdwest-Fryslân")],
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_every_visible_character_stays() -> None:
    visible = "".join(chr(code) for code in range(0x20, 0x2FF) if chr(code).isprintable())

    assert printable(visible + "👨‍👩‍👧‍👦 ĳ 你\u0301") == visible + "👨‍👩‍👧‍👦 ĳ 你\u0301"


@pytest.mark.parametrize("path", ["../typesetting.py", "/../typesetting.py", "/etc/passwd"])
def test_a_sheet_reads_no_file_outside_its_folder(path: str) -> None:
    assert (SHEETS / "../typesetting.py").is_file()

    assert typst.Compiler(b'#read("look.typ")', root=SHEETS).compile()
    with pytest.raises(typst.TypstError):
        typst.Compiler(f'#read("{path}")'.encode(), root=SHEETS).compile()


def test_the_folder_of_sheets_holds_nothing_else() -> None:
    assert sorted(file.name for file in SHEETS.iterdir()) == [
        "answers.typ",
        "certificate.typ",
        "look.typ",
        "share_picture.typ",
    ]


def test_every_font_says_where_it_comes_from() -> None:
    provenance = (FONTS / "PROVENANCE.md").read_text(encoding="utf-8")

    names = [font.name for font in FONTS.rglob("*.ttf")]
    assert len(names) == 5
    assert [name for name in names if f"`{name}`" not in provenance] == []
