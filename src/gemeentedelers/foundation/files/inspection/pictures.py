"""Draws an image anew: what was hidden in the file (place, camera, remarks, a second file) does not survive.

Decoding costs memory for every pixel, so the size in the header is judged first, and one image at a time is drawn in
each process.
"""

from contextlib import suppress
from io import BytesIO
from threading import Lock
from typing import IO

from PIL import Image, ImageCms, ImageOps

from gemeentedelers.foundation.files.rules import MOST_PIXELS, FileKind, FileObstacle, ImageSize
from gemeentedelers.foundation.refusals import Refusal, RefusedError

# A telephone may put several pictures in one JPEG; Pillow calls that MPO, and the first is the one people see.
FORMATS = {FileKind.JPG: ("JPEG", "MPO"), FileKind.PNG: ("PNG",), FileKind.WEBP: ("WEBP",)}
JPG_MODES = ("L", "RGB")
WITH_COLOURS = ("RGB", "RGBA", "CMYK")
QUALITY = 90
# Less runs out of room in a large picture, more takes minutes.
WEBP_EFFORT = 2
LOSSLESS_WEBP = b"VP8L"
HEAD = 64

_one_at_a_time = Lock()


def redraw(file: IO[bytes], kind: FileKind, into: IO[bytes]) -> ImageSize:
    """Write the same picture, upright and in the colours of a screen, with nothing beside it."""
    file.seek(0)
    is_lossless = LOSSLESS_WEBP in file.read(HEAD)
    with _one_at_a_time:
        image = _decoded(file, kind)
        transparency = image.info.get("transparency")
        image.info = {} if transparency is None else {"transparency": transparency}
        if kind is FileKind.JPG:
            drawn = image if image.mode in JPG_MODES else image.convert("RGB")
            drawn.save(into, "JPEG", quality=QUALITY)
        elif kind is FileKind.PNG:
            image.save(into, "PNG")
        else:
            image.save(into, "WEBP", quality=QUALITY, lossless=is_lossless, method=WEBP_EFFORT)
    return ImageSize(*image.size)


def _decoded(file: IO[bytes], kind: FileKind) -> Image.Image:
    """On spoiled bytes a decoder may raise anything; whatever it is, the picture cannot be read."""
    try:
        image = Image.open(file, formats=FORMATS[kind])
        _refuse_odd_image(image, kind)
        ImageOps.exif_transpose(image, in_place=True)
        return _in_screen_colours(image)
    except RefusedError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError(_too_many_pixels(kind)) from error
    except Exception as error:
        raise RefusedError(Refusal(FileObstacle.DAMAGED)) from error


def _refuse_odd_image(image: Image.Image, kind: FileKind) -> None:
    if ImageSize(*image.size).n_pixels > MOST_PIXELS[kind]:
        raise RefusedError(_too_many_pixels(kind))
    if kind is not FileKind.JPG and getattr(image, "is_animated", False):
        raise RefusedError(Refusal(FileObstacle.MOVING_IMAGE))


def _too_many_pixels(kind: FileKind) -> Refusal:
    return Refusal(FileObstacle.TOO_MANY_PIXELS, megapixels=MOST_PIXELS[kind] // 1_000_000)


def _in_screen_colours(image: Image.Image) -> Image.Image:
    """Telephones and printers have colours of their own; without their profile these would look faded."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in WITH_COLOURS:
        with suppress(ImageCms.PyCMSError, OSError):
            screen = ImageCms.createProfile("sRGB")
            mode = "RGB" if image.mode == "CMYK" else image.mode
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            if mode != image.mode:
                return ImageCms.profileToProfile(image, own, screen, outputMode=mode) or image
            ImageCms.profileToProfile(image, own, screen, inPlace=True)
    return image
