"""Draws the font of last resort for documents: `pip install fonttools`, then `python3 tools/placeholder_font.py`.

One open box stands for every character of Unicode. A PDF with a missing glyph is refused by the accessibility
standard, and an entry must become a document whatever somebody pasted into it. The same bytes every time.
"""

import os
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable, cmap_format_13

TARGET = Path(__file__).resolve().parents[1] / "src/gemeentedelers/foundation/documents/fonts/Placeholder.ttf"
NAME = "GemeenteDelers Placeholder"
UNICODE = [*range(0x20, 0xD800), *range(0xE000, 0x110000)]


def box() -> object:
    pen = TTGlyphPen(None)
    for left, bottom, right, top in [(60, 0, 540, 660), (500, 40, 100, 620)]:
        pen.moveTo((left, bottom))
        pen.lineTo((left, top))
        pen.lineTo((right, top))
        pen.lineTo((right, bottom))
        pen.closePath()
    return pen.glyph()


def every_character() -> cmap_format_13:
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict.fromkeys(UNICODE, "box")
    return table


def main() -> None:
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "box"])
    font.setupCharacterMap({0x25A1: "box"})
    font.setupGlyf({".notdef": box(), "box": box()})
    font.setupHorizontalMetrics({".notdef": (600, 60), "box": (600, 60)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable(
        {"familyName": NAME, "styleName": "Regular", "fullName": NAME, "psName": "GemeenteDelersPlaceholder-Regular"}
    )
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    font.font["cmap"].tables = [every_character()]
    font.save(TARGET)


if __name__ == "__main__":
    main()
