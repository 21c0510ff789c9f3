import struct
import zlib

from gemeentedelers.foundation.files.rules import FileObstacle
from gemeentedelers.foundation.files.tests.builders import (
    camera_exif,
    jpg,
    pdf_of,
    picture,
    png_header,
    saved,
    webp_header,
    with_jpg_remark,
    with_png_chunk,
    zipped,
)
from gemeentedelers.foundation.files.tests.corpus import HTML, PHP, SCRIPT, SVG, XXE, Corpus

JAR = zipped({"META-INF/MANIFEST.MF": b"Main-Class: Kwaad", "Kwaad.class": b"\xca\xfe\xba\xbe"})
TEXT_BOMB = b"Comment\0\0" + zlib.compress(bytes(10_000_000))


def png(mode: str = "RGB") -> bytes:
    return saved(picture(mode=mode), "PNG")


def webp(**options: object) -> bytes:
    return saved(picture(), "WEBP", **options)


def gif() -> bytes:
    return saved(picture(mode="P"), "GIF")


def moving(name: str) -> bytes:
    frames = [picture(), picture(mode="L").convert("RGB").rotate(90), picture().rotate(180)]
    return saved(frames[0], name, save_all=True, append_images=frames[1:], duration=100)


def script_comment() -> bytes:
    """The length of its first block reads as the start of a comment in a script."""
    block = b"JFIF\0" + b"x" * (0x2F2A - 12) + b"*/=1;"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 0x2F2A) + block + jpg()[2:]


PHOTOS: Corpus = {
    None: {
        "a photo": jpg,
        "from a telephone": lambda: jpg(exif=camera_exif()),
        "in grey": lambda: saved(picture(mode="L"), "JPEG"),
        "for print": lambda: saved(picture(mode="CMYK"), "JPEG"),
        "of two pictures in one": lambda: saved(picture(), "MPO", save_all=True, append_images=[picture()]),
        "with a film behind it": lambda: jpg() + b"\x00\x00\x00\x18ftypmp42" + bytes(500),
    },
    FileObstacle.EMPTY: {"of nothing": bytes},
    FileObstacle.CONTENT_DIFFERS: {
        "that is a png": png,
        "that is a gif with a jar": lambda: gif() + JAR,
        "that is a drawing": lambda: SVG,
        "that is html": lambda: HTML,
    },
    FileObstacle.POLYGLOT: {
        "with php in a remark": lambda: with_jpg_remark(jpg(), PHP),
        "with php behind it": lambda: jpg() + PHP,
        "with a script in its camera": lambda: jpg(exif=b"Exif\0\0" + SCRIPT),
        "with a jar behind it": lambda: jpg() + JAR,
        "that is also a script": script_comment,
        "that is also a pdf": lambda: with_jpg_remark(jpg(), pdf_of()),
    },
    FileObstacle.DAMAGED: {
        "cut off": lambda: jpg()[:-200],
        "of which only the start is right": lambda: b"\xff\xd8\xff\xe0" + bytes(500),
    },
}

DRAWINGS: Corpus = {
    None: {
        "in colour": png,
        "with transparency": lambda: png("RGBA"),
        "with a palette": lambda: saved(picture(mode="P"), "PNG", transparency=0),
        "of sixteen bits": lambda: png("I;16"),
        "in black and white": lambda: png("1"),
    },
    FileObstacle.CONTENT_DIFFERS: {
        "that is a photo": jpg,
        "that is an SVG that acts": lambda: SVG,
        "that is an SVG that reads a file": lambda: XXE,
    },
    FileObstacle.POLYGLOT: {
        "with a script behind it": lambda: png() + SCRIPT,
        "with a script in a remark": lambda: with_png_chunk(png(), b"tEXt", b"Comment\0" + SCRIPT),
        "with html in a remark": lambda: with_png_chunk(png(), b"tEXt", b"Comment\0" + HTML),
        "with a jar behind it": lambda: png() + JAR,
        "with a pdf in a remark": lambda: with_png_chunk(png(), b"tEXt", b"Comment\0" + pdf_of()),
    },
    FileObstacle.TOO_MANY_PIXELS: {
        "of 50,000 by 50,000": lambda: png_header(50_000, 50_000),
        "of a hundred million pixels": lambda: png_header(10_000, 10_000),
        "of one pixel too many": lambda: png_header(50_000_001, 1),
    },
    FileObstacle.DAMAGED: {
        "cut off": lambda: png()[:-60],
        "that promises and holds nothing": lambda: png_header(5_000, 5_000),
        "with a remark that unpacks to ten megabytes": lambda: with_png_chunk(png(), b"zTXt", TEXT_BOMB),
    },
    FileObstacle.MOVING_IMAGE: {"that moves": lambda: moving("PNG")},
}

WEBPS: Corpus = {
    None: {"a photo": webp, "without loss": lambda: webp(lossless=True)},
    FileObstacle.CONTENT_DIFFERS: {"that is a photo": jpg},
    FileObstacle.MOVING_IMAGE: {"that moves": lambda: moving("WEBP")},
    FileObstacle.POLYGLOT: {"with html behind it": lambda: webp() + HTML},
    FileObstacle.TOO_MANY_PIXELS: {
        "of the largest size there is": lambda: webp_header(16_383, 16_383),
        "of a hundred million pixels": lambda: webp_header(10_000, 10_000),
    },
    FileObstacle.DAMAGED: {"cut off": lambda: webp()[:-40]},
}
