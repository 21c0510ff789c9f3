from io import BytesIO

import pytest
from PIL import Image

from gemeentedelers.foundation.documents.picture import share_picture

KICKER, LINE = "GemeenteDelers 2027", "gemeente Zutphen deelt wat werkt"
PAPER, ORANGE, DELFT = (0xFC, 0xFB, 0xF8), (0xF0, 0x74, 0x3E), (0x1D, 0x4E, 0x9E)
LONG = {
    "one word": "W" * 5_000,
    "many words": "arbeidsongeschiktheidsverzekeringsmaatschappijen " * 300,
    "narrow letters": "l" * 5_000,
    "emoji": "👨‍👩‍👧‍👦" * 400,
    "no spaces in the script": "你好" * 400,
    "accents": "a" + "\u0301" * 5_000,
    "markup": '#read("/etc/passwd") $x$ ] = kop ' * 40,
    "nothing": "\x00\u202e \n",
}


def picture_of(title: str, *, kicker: str = KICKER, line: str = LINE) -> Image.Image:
    image = Image.open(BytesIO(share_picture(kicker=kicker, title=title, line=line)))
    assert image.format == "PNG"
    return image.convert("RGB")


def colours_in(image: Image.Image, box: tuple[int, int, int, int]) -> set[object]:
    part = image.crop(box)
    return {colour for _, colour in part.getcolors(part.width * part.height) or []}


def test_it_has_the_size_that_social_media_ask_and_the_mark() -> None:
    image = picture_of("Zo weten inwoners wie hun aanvraag heeft")

    assert image.size == (1200, 630)
    assert image.getpixel((10, 10)) == PAPER
    assert image.getpixel((1060, 340)) == ORANGE
    assert [image.getpixel(place) for place in [(890, 390), (890, 510), (1020, 510)]] == [DELFT] * 3


def test_the_same_words_give_the_same_picture() -> None:
    words = {"kicker": KICKER, "title": "Warm water", "line": LINE}

    assert share_picture(**words) == share_picture(**words)
    assert share_picture(**words) != share_picture(**{**words, "line": "gemeente Ede deelt wat werkt"})


@pytest.mark.parametrize("letter", "éëïĳĲúâ’€👍")
def test_letters_of_dutch_names_are_drawn(letter: str) -> None:
    assert picture_of(letter).tobytes() != picture_of("\ue000").tobytes()


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_nothing_runs_out_of_its_place(text: str) -> None:
    """Paper stays paper at the left, between the words and the mark, and at the right."""
    image = picture_of(text, kicker=text, line=text)

    for box in [(0, 0, 64, 630), (824, 0, 842, 630), (1136, 0, 1200, 630), (0, 0, 1200, 40), (0, 590, 1200, 630)]:
        if text == LONG["accents"] and box[0] == 0:
            continue  # a tower of accents is as high as it is; it may not push the words aside
        assert colours_in(image, box) == {PAPER}


@pytest.mark.parametrize(
    ("shorter", "longer"), [("Warm water", "Warm water voor alle scholen"), ("deel " * 10, "deel " * 30)]
)
def test_a_long_title_becomes_smaller_and_not_more_than_four_lines(shorter: str, longer: str) -> None:
    room = (0, 130, 842, 500)
    heights = [picture_of(title, kicker="", line="").crop(room) for title in (shorter, longer)]

    lines = [_lines_of(image) for image in heights]
    assert 1 <= len(lines[0]) <= 4
    assert 1 <= len(lines[1]) <= 4
    assert max(lines[1]) < max(lines[0])


def _lines_of(image: Image.Image) -> list[int]:
    """The height of each run of rows in which something is drawn."""
    runs: list[int] = []
    height = 0
    for row in range(image.height):
        if colours_in(image, (0, row, image.width, row + 1)) == {PAPER}:
            runs, height = ([*runs, height] if height else runs), 0
        else:
            height += 1
    return [*runs, height] if height else runs
