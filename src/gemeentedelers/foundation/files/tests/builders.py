"""Makes honest files as small as they can be, and the tools to spoil them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

# In two pieces, so that no scanner takes this source for the test virus itself.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
YEAR = (2026, 11, 23, 12, 0, 0)

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"


def pdf_of(*objects: bytes, catalog: bytes = CATALOG, trailer: bytes = b"", remark: bytes = b"") -> bytes:
    """A PDF of one empty page, with these objects numbered from 4."""
    content = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + remark
    places = []
    for number, body in enumerate([catalog, PAGES, PAGE, *objects], start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        content, size, table, size, trailer, len(content),
    )  # fmt: skip


def stream_of(body: bytes, entries: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(body), entries, body)


def object_stream(*objects: bytes, entries: bytes = b"/Type/ObjStm/Filter/FlateDecode") -> bytes:
    """Objects numbered from 10, packed together as PDF 1.5 and later do."""
    pairs, at = [], 0
    for number, body in enumerate(objects, start=10):
        pairs.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(pairs) + b" "
    body = zlib.compress(head + b" ".join(objects))
    return stream_of(body, b"%s/N %d/First %d" % (entries, len(objects), len(head)))


def endless_object_stream(n_megabytes: int) -> bytes:
    numbers = packed(b"10 0 [" + b"0 " * (2**19 - 3), n_megabytes)
    return stream_of(b"\x78\xda" + numbers, b"/Type/ObjStm/Filter/FlateDecode/N 1/First 5")


def filled_pdf(size: int) -> bytes:
    """An honest PDF of exactly this size; the length of its padding is written in it, so the fit takes a few tries."""
    n_bytes, content = size, b""
    while len(content) != size:
        n_bytes -= len(content) - size if content else 1_000
        content = pdf_of(stream_of(bytes(n_bytes), b"/Padding true"))
    return content


OFFICE = "application/vnd.openxmlformats-officedocument"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = f"{OFFICE}.wordprocessingml.document.main+xml"
SLIDES = f"{OFFICE}.presentationml.presentation.main+xml"
WORKBOOK = f"{OFFICE}.spreadsheetml.sheet.main+xml"
WORD_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"

Parts = Mapping[str, bytes]


def content_types(main: str, *, more: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/main.xml" ContentType="{main}"/>{more}</Types>'
    ).encode()


def relations(*targets: tuple[str, str, str]) -> bytes:
    """Kind, target and mode of each."""
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for number, (kind, target, mode) in enumerate(targets)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'.encode()


def office_parts(main: str) -> dict[str, bytes]:
    return {
        "[Content_Types].xml": content_types(main),
        "_rels/.rels": relations(("officeDocument", "main.xml", "Internal")),
        "main.xml": b'<?xml version="1.0"?><document><p>Samen sterker</p></document>',
    }


def zipped(parts: Parts, *, packing: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as archive:
        archive.comment = comment
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name, YEAR), body, compress_type=packing)
    return target.getvalue()


def docx(extra: Parts | None = None, *, main: str = WORD, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    return zipped({**office_parts(main), **(extra or {})}, packing=packing)


@dataclass(frozen=True)
class RawPart:
    """A part of a zip as no honest program writes it."""

    name: bytes
    packed: bytes
    size: int
    crc: int
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    attributes: int = 0
    shares_place_of_first: bool = False


def honest_part(name: str, body: bytes) -> RawPart:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return RawPart(name.encode(), packer.compress(body) + packer.flush(), len(body), zlib.crc32(body))


def raw_zip(parts: Sequence[RawPart], *, n_parts: int | None = None, before: bytes = b"") -> bytes:
    content, table, first = before, b"", len(before)
    for part in parts:
        place = first if part.shares_place_of_first else len(content)
        shared = (part.flags, part.method, 0, 33, part.crc, len(part.packed), part.size, len(part.name), 0)
        if not part.shares_place_of_first:
            content += struct.pack("<4s5H3L2H", b"PK\3\4", 20, *shared) + part.name + part.packed
        table += struct.pack("<4s6H3L5H2L", b"PK\1\2", 788, 20, *shared, 0, 0, 0, part.attributes, place) + part.name
    n_listed = len(parts) if n_parts is None else n_parts
    return content + table + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, n_listed, n_listed, len(table), len(content), 0)


def raw_docx(*parts: RawPart, n_parts: int | None = None) -> bytes:
    honest = [honest_part(name, body) for name, body in office_parts(WORD).items()]
    return raw_zip([*honest, *parts], n_parts=n_parts)


def packed(body: bytes, times: int) -> bytes:
    """The same over and over, packed a thousandfold, without ever making it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(body) + packer.flush(zlib.Z_FULL_FLUSH)
    return once * times + b"\x03\x00"


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Two halves, so that it shows when a picture is turned: the left one is black."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height - 1), "black")
    return image.convert(mode)


def saved(image: Image.Image, name: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, name, **options)
    return target.getvalue()


def camera_exif(orientation: int = 6) -> Image.Exif:
    """What a telephone writes: who made it, which side is up, and where it was."""
    exif = Image.Exif()
    exif[0x010F] = "Fictief"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 23.0), 3: "E", 4: (4.0, 18.0, 44.0)})
    return exif


def jpg(**options: object) -> bytes:
    return saved(picture(), "JPEG", **options)


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises this size and holds next to nothing."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            png_chunk(b"IHDR", struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)),
            png_chunk(b"IDAT", zlib.compress(bytes(64))),
            png_chunk(b"IEND", b""),
        )
    )


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def with_png_chunk(content: bytes, kind: bytes, body: bytes) -> bytes:
    """Behind the header of 33 bytes."""
    return content[:33] + png_chunk(kind, body) + content[33:]


def with_jpg_remark(content: bytes, remark: bytes) -> bytes:
    return content[:2] + b"\xff\xfe" + struct.pack(">H", len(remark) + 2) + remark + content[2:]


def webp_header(width: int, height: int) -> bytes:
    body = b"\x2f" + struct.pack("<L", (width - 1) | ((height - 1) << 14)) + bytes(41)
    chunk = b"VP8L" + struct.pack("<L", len(body)) + body
    return b"RIFF" + struct.pack("<L", 4 + len(chunk)) + b"WEBP" + chunk


Maker = Callable[[], bytes]
