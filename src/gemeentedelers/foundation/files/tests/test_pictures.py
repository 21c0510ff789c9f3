from io import BytesIO

import pytest
from PIL import Image, ImageCms

from gemeentedelers.foundation.files.inspection.pictures import redraw
from gemeentedelers.foundation.files.rules import FileKind, FileObstacle, ImageSize
from gemeentedelers.foundation.files.tests.builders import camera_exif, jpg, picture, saved, webp_header, with_png_chunk
from gemeentedelers.foundation.refusals import RefusedError

SECRET = b"Thuis bij de wethouder"


def redrawn(content: bytes, kind: FileKind) -> tuple[bytes, ImageSize]:
    target = BytesIO()
    size = redraw(BytesIO(content), kind, target)
    return target.getvalue(), size


def seen(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("orientation", "size", "black"),
    [
        (1, (60, 40), (5, 20)),
        (2, (60, 40), (55, 20)),
        (3, (60, 40), (55, 20)),
        (4, (60, 40), (5, 20)),
        (5, (40, 60), (20, 5)),
        (6, (40, 60), (20, 5)),
        (7, (40, 60), (20, 55)),
        (8, (40, 60), (20, 55)),
    ],
)
def test_a_photo_is_kept_upright(orientation: int, size: tuple[int, int], black: tuple[int, int]) -> None:
    content, drawn = redrawn(jpg(exif=camera_exif(orientation)), FileKind.JPG)

    assert (drawn.width, drawn.height) == seen(content).size == size
    assert seen(content).convert("L").getpixel(black) == 0


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FileKind.JPG, jpg(exif=camera_exif(), comment=SECRET, xmp=SECRET)),
        (FileKind.JPG, jpg() + SECRET),
        (FileKind.PNG, with_png_chunk(saved(picture(), "PNG", exif=camera_exif()), b"tEXt", b"Comment\0" + SECRET)),
        (FileKind.PNG, saved(picture(), "PNG") + SECRET),
        (FileKind.WEBP, saved(picture(), "WEBP", exif=camera_exif(), xmp=SECRET)),
    ],
)
def test_nothing_but_the_picture_remains(kind: FileKind, content: bytes) -> None:
    assert SECRET in content or camera_exif().tobytes()[6:] in content

    drawn, _ = redrawn(content, kind)

    assert SECRET not in drawn
    assert not any(trace in drawn for trace in (b"Exif", b"EXIF", b"eXIf", b"Fictief", b"XMP"))
    assert dict(seen(drawn).getexif()) == {}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_keeps_every_pixel(mode: str) -> None:
    original = saved(picture(mode=mode), "PNG")

    drawn, _ = redrawn(original, FileKind.PNG)

    assert (seen(drawn).mode, seen(drawn).tobytes()) == (seen(original).mode, seen(original).tobytes())


def test_a_transparent_colour_stays_transparent() -> None:
    drawn, _ = redrawn(saved(picture(mode="P"), "PNG", transparency=0), FileKind.PNG)

    assert seen(drawn).info["transparency"] == 0


def test_a_webp_without_loss_stays_without_loss() -> None:
    original = saved(Image.effect_noise((60, 40), 90).convert("RGB"), "WEBP", lossless=True)

    drawn, _ = redrawn(original, FileKind.WEBP)

    assert seen(drawn).tobytes() == seen(original).tobytes()


def test_a_photo_for_print_becomes_one_for_a_screen() -> None:
    drawn, _ = redrawn(saved(picture(mode="CMYK"), "JPEG"), FileKind.JPG)

    assert seen(drawn).mode == "RGB"


def test_of_two_pictures_in_one_the_first_is_kept() -> None:
    both = saved(picture(), "MPO", save_all=True, append_images=[picture(10, 10)])

    drawn, size = redrawn(both, FileKind.JPG)

    assert (seen(drawn).format, size) == ("JPEG", ImageSize(60, 40))


def test_a_profile_that_cannot_be_read_is_left_out() -> None:
    drawn, _ = redrawn(jpg(icc_profile=b"geen profiel"), FileKind.JPG)

    assert "icc_profile" not in seen(drawn).info


@pytest.mark.parametrize("kind", [FileKind.JPG, FileKind.PNG, FileKind.WEBP])
def test_the_colours_of_another_space_are_translated(kind: FileKind) -> None:
    """By this profile the numbers are amounts of light, so the same grey is a lighter one on a screen."""
    name = {FileKind.JPG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}[kind]
    grey = Image.new("RGB", (60, 40), (100, 100, 100))

    plain, _ = redrawn(saved(grey, name), kind)
    translated, _ = redrawn(saved(grey, name, icc_profile=linear_profile()), kind)

    assert "icc_profile" not in seen(translated).info
    assert abs(brightness(plain) - 100) <= 2
    assert abs(brightness(translated) - 168) <= 3


def brightness(content: bytes) -> int:
    return seen(content).convert("L").tobytes()[0]


def linear_profile() -> bytes:
    """sRGB with the curve of its three colours, which they share, replaced by a straight line."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    curve = profile.index(b"para")
    return profile[:curve] + b"curv" + bytes(8) + profile[curve + 12 :]


def test_too_many_pixels_are_refused_with_how_many_may() -> None:
    with pytest.raises(RefusedError) as caught:
        redrawn(webp_header(5_001, 5_000), FileKind.WEBP)

    assert caught.value.refusal.code == FileObstacle.TOO_MANY_PIXELS
    assert caught.value.refusal.values == {"megapixels": 25}
