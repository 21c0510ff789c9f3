import zipfile
from collections.abc import Callable
from dataclasses import replace

from gemeentedelers.foundation.files.rules import FileObstacle
from gemeentedelers.foundation.files.tests.builders import (
    EICAR,
    OLE,
    SLIDES,
    WORD,
    WORD_WITH_MACROS,
    WORKBOOK,
    RawPart,
    content_types,
    docx,
    honest_part,
    jpg,
    office_parts,
    packed,
    pdf_of,
    raw_docx,
    raw_zip,
    relations,
    zipped,
)
from gemeentedelers.foundation.files.tests.corpus import HTML, XXE, Corpus
from gemeentedelers.foundation.files.tests.corpus.pdfs import archive

VBA_PART = '<Override PartName="/word/x.dat" ContentType="application/vnd.ms-office.vbaProject"/>'
SVG_TYPE = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg/>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;&c;&c;&c;</a>'
SEVEN_ZIP, GZIP = b"7z\xbc\xaf\x27\x1c" + bytes(99), b"\x1f\x8b\x08" + bytes(99)
ENDLESS_REMARK = b"<!--" + b"x" * 2_000_000
BOOK_AT = "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx"
MEGABYTE = 2**20

Made = Callable[[], bytes]


def named(name: str) -> Made:
    return lambda: raw_docx(honest_part(name, b"tekst"))


def with_part(name: str, body: bytes) -> Made:
    return lambda: docx({name: body})


def fetching(kind: str, target: str) -> Made:
    return with_part("word/_rels/settings.xml.rels", relations((kind, target, "External")))


def with_chart(workbook: Made) -> Made:
    return lambda: docx({BOOK_AT: workbook()}, main=SLIDES)


def nested(levels: int) -> bytes:
    content = b"tekst"
    for level in range(levels):
        content = zipped({f"{level}.zip": content})
    return content


def zeros(n_megabytes: int, *, said: int) -> RawPart:
    return RawPart(b"word/media/nul.bin", packed(bytes(MEGABYTE), n_megabytes), size=said, crc=0)


def bomb_behind_a_chart() -> bytes:
    honest = [honest_part(name, body) for name, body in office_parts(WORKBOOK).items()]
    return raw_zip([*honest, zeros(150, said=150 * MEGABYTE)])


def one_part_over_and_over() -> bytes:
    """Two hundred parts that are all the same megabyte of zeros."""
    first = honest_part("word/000.bin", bytes(MEGABYTE))
    again = [replace(first, name=b"word/%03d.bin" % number, shares_place_of_first=True) for number in range(1, 200)]
    honest = [honest_part(name, body) for name, body in office_parts(WORD).items()]
    return raw_zip([first, *again, *honest])


def hidden_number_of_parts() -> bytes:
    return raw_docx(*(honest_part(f"word/{number:0200}.txt", b"") for number in range(6_000)), n_parts=3)


def with_a_gap() -> bytes:
    """A whole document behind something else, with every place in its table moved along."""
    foreign = b"PK\x03\x04" + HTML
    honest = [honest_part(name, body) for name, body in office_parts(WORD).items()]
    return raw_zip(honest, before=foreign)


LOCKED = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)

DOCUMENTS: Corpus = {
    None: {
        "a plan": docx,
        "stored without packing": lambda: docx(packing=zipfile.ZIP_STORED),
        "with a picture and a folder": lambda: docx({"word/media/": b"", "word/media/image1.jpg": jpg()}),
        "with a link": fetching("hyperlink", "https://example.nl/"),
        "with the house style on the own drive": fetching("attachedTemplate", "file:///C:\\Huisstijl\\brief.dotx"),
        "with a drawing": with_part("word/media/image1.svg", SVG_TYPE),
        "in wide characters": with_part("word/a.xml", "<a/>".encode("utf-16")),
        "of a thousand parts": lambda: docx({f"word/{number}.txt": b"" for number in range(997)}),
        "with the test virus, which the scanner finds": lambda: docx({"a.txt": EICAR}, packing=zipfile.ZIP_STORED),
    },
    FileObstacle.EMPTY: {"of nothing": bytes},
    FileObstacle.CONTENT_DIFFERS: {
        "that is a pptx": lambda: docx(main=SLIDES),
        "that is an xlsx": lambda: docx(main=WORKBOOK),
        "that is a zip": archive,
        "that is twenty zips in each other": lambda: nested(20),
        "that is a zip with the test virus": lambda: zipped({"eicar.com": EICAR}),
        "that is an old doc": lambda: OLE + bytes(2048),
        "that is html": lambda: HTML,
        "that is a pdf": pdf_of,
    },
    FileObstacle.PASSWORD_PROTECTED: {
        "with a password": lambda: LOCKED,
        "with a locked part": lambda: raw_docx(replace(honest_part("word/a.xml", b"<a/>"), flags=1)),
    },
    FileObstacle.MACROS: {
        "with macros": with_part("word/vbaProject.bin", OLE + bytes(600)),
        "that is a docm": lambda: docx(main=WORD_WITH_MACROS),
        "with macros under another name": lambda: docx({"[Content_Types].xml": content_types(WORD, more=VBA_PART)}),
    },
    FileObstacle.EXTERNAL_CONTENT: {
        "with a template from the internet": fetching("attachedTemplate", "https://example.nl/a.dotm"),
        "with a template from a server": fetching("attachedTemplate", "file:///\\\\server\\a.dotm"),
        "with a picture from elsewhere": fetching("image", "https://example.nl/pixel.png"),
        "with an object from elsewhere": fetching("oleObject", "http://example.nl/a.hta"),
    },
    FileObstacle.DOCUMENT_TYPE: {
        "that reads a file of ours": with_part("word/a.xml", XXE),
        "that reads a file of ours in wide characters": with_part("word/a.bin", XXE.decode().encode("utf-16")),
        "that laughs a billion times": with_part("word/a.xml", LAUGHS),
        "with a drawing that declares": with_part("word/media/a.svg", XXE),
        "with relations that declare": with_part("word/_rels/a.rels", XXE),
    },
    FileObstacle.UNSAFE_PATH: {
        "that climbs out": named("../../../etc/cron.d/x"),
        "that climbs out later": named("word/../../x"),
        "from the root": named("/etc/passwd"),
        "to a drive": named("C:/Windows/x.dll"),
        "with backslashes": named("..\\..\\x"),
        "with a NUL in a name": named("word/a.xml\x00.exe"),
        "with a nameless part": named(""),
    },
    FileObstacle.SYMLINK: {
        "with a symlink": lambda: raw_docx(replace(honest_part("word/link", b"/etc/passwd"), attributes=0o120777 << 16))
    },
    FileObstacle.NESTED_ARCHIVE: {
        "with a zip": with_part("word/embeddings/a.zip", archive()),
        "with a zip that says it is a picture": with_part("word/media/image1.png", archive()),
        "with twenty zips in each other": lambda: docx({"word/a.bin": nested(20)}),
        "with a docx": lambda: docx({"word/embeddings/a.docx": docx()}),
        "with a 7z": with_part("word/a.bin", SEVEN_ZIP),
        "with a gz": with_part("word/a.bin", GZIP),
    },
    FileObstacle.EMBEDDED_FILE: {
        "with a program": with_part("word/media/a.emf", b"MZ\x90" + bytes(99)),
        "with a pdf": lambda: docx({"word/embeddings/a.bin": pdf_of()}),
        "with an old object": with_part("word/embeddings/oleObject1.bin", OLE + bytes(600)),
    },
    FileObstacle.TOO_MANY_PARTS: {
        "of a thousand and one parts": lambda: docx({f"word/{number}.txt": b"" for number in range(998)}),
        "that hides how many parts it has": hidden_number_of_parts,
    },
    FileObstacle.BOMB: {
        "of four gigabytes of zeros": lambda: raw_docx(zeros(4_000, said=4_000 * MEGABYTE)),
        "of ten gigabytes that says a hundred bytes": lambda: raw_docx(zeros(10_240, said=100)),
        "that packs too steep": lambda: raw_docx(zeros(20, said=20 * MEGABYTE)),
        "with a steep part beside a large one": lambda: raw_docx(
            zeros(11, said=11 * MEGABYTE), replace(honest_part("a.jpg", b""), packed=bytes(MEGABYTE), method=0)
        ),
        "of one part over and over": one_part_over_and_over,
        "with an endless index": with_part("word/_rels/a.rels", relations() + b" " * 5 * MEGABYTE),
    },
    FileObstacle.POLYGLOT: {
        "with something behind": lambda: docx() + HTML,
        "with a remark behind": lambda: zipped(office_parts(WORD), comment=b"%%EOF"),
        "with something before": lambda: b"PK\x03\x04" + HTML + docx(),
        "with something before that the table knows": with_a_gap,
        "that is also a pdf": lambda: zipped({"a.txt": pdf_of(), **office_parts(WORD)}, packing=zipfile.ZIP_STORED),
    },
    FileObstacle.DAMAGED: {
        "cut off": lambda: docx()[:-30],
        "without its first part": lambda: b"PK\x03\x04" + raw_docx()[200:],
        "with a wrong checksum": lambda: raw_docx(replace(honest_part("word/a", b"a"), crc=1)),
        "with a wrong size": lambda: raw_docx(replace(honest_part("word/a", b"abc"), size=2)),
        "packed in another way": lambda: docx(packing=zipfile.ZIP_BZIP2),
        "of broken XML": with_part("word/a.xml", b"<a b=></a>"),
        "of XML without an element": with_part("word/a.xml", b"<!-- niets -->"),
        "of an endless remark in XML": lambda: docx({"word/a.xml": ENDLESS_REMARK}, packing=zipfile.ZIP_STORED),
        "with a part twice": lambda: raw_docx(*[honest_part("word/a.txt", b"a")] * 2),
    },
}

PRESENTATIONS: Corpus = {
    None: {
        "a plan": lambda: docx(main=SLIDES),
        "with a chart": with_chart(lambda: docx(main=WORKBOOK)),
    },
    FileObstacle.CONTENT_DIFFERS: {
        "that is a docx": docx,
        "with a zip for a workbook": with_chart(archive),
    },
    FileObstacle.NESTED_ARCHIVE: {
        "with a workbook in a workbook": with_chart(
            lambda: docx({"word/embeddings/a.xlsx": docx(main=WORKBOOK)}, main=WORKBOOK)
        ),
    },
    FileObstacle.MACROS: {
        "with macros behind a chart": with_chart(lambda: docx({"xl/vbaProject.bin": OLE}, main=WORKBOOK)),
    },
    FileObstacle.BOMB: {"with a bomb behind a chart": with_chart(bomb_behind_a_chart)},
}
