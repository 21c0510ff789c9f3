import zlib

from gemeentedelers.foundation.files.rules import LARGEST_FILE, FileObstacle
from gemeentedelers.foundation.files.tests.builders import (
    EICAR,
    docx,
    endless_object_stream,
    filled_pdf,
    jpg,
    object_stream,
    pdf_of,
    stream_of,
    zipped,
)
from gemeentedelers.foundation.files.tests.corpus import HTML, SCRIPT, Corpus

ALERT = b"<</S/JavaScript/JS(app.alert(1))>>"
OPENS = b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>"
DRAWING = zlib.compress(b"1 0 0 1 5 5 cm 0 0 m 9 9 l S")
PREDICTED = b"/Type/ObjStm/Filter/FlateDecode/DecodeParms<</Predictor 12>>"


def archive() -> bytes:
    return zipped({"tekst.txt": b"tekst" * 20})


def zip_that_ends_as_a_pdf() -> bytes:
    """The remark at the end of the zip is the end of a PDF."""
    whole = pdf_of()
    end = whole.rindex(b"startxref")
    return whole[:end] + zipped({"x.txt": b"tekst"}, comment=whole[end:])


PDFS: Corpus = {
    None: {
        "a plan": pdf_of,
        "with a link": lambda: pdf_of(b"<</S/URI/URI(https://example.nl/)>>"),
        "with packed objects": lambda: pdf_of(object_stream(b"<</Type/Outlines>>", b"[1 2]")),
        "with a drawing of numbers": lambda: pdf_of(stream_of(DRAWING)),
        "with blanks behind": lambda: pdf_of() + b"\r\n\x00\x00\n",
        "that talks of JavaScript": lambda: pdf_of(b"(Wat is /JavaScripting of JavaScript?)"),
        "of ten thousand pages": lambda: pdf_of(*[b"<</Type/Page/Parent 2 0 R>>"] * 10_000),
        "of the limit minus one": lambda: filled_pdf(LARGEST_FILE - 1),
        "of the limit": lambda: filled_pdf(LARGEST_FILE),
    },
    FileObstacle.TOO_BIG: {"of the limit plus one": lambda: filled_pdf(LARGEST_FILE + 1)},
    FileObstacle.EMPTY: {"of nothing": bytes},
    FileObstacle.ACTIVE_CONTENT: {
        "that runs a script": lambda: pdf_of(ALERT, catalog=OPENS),
        "with a script nobody points at": lambda: pdf_of(b"null", ALERT),
        "with an escaped script": lambda: pdf_of(b"<</S/J#61va#53cript/J#53(x)>>"),
        "with a packed script": lambda: pdf_of(object_stream(ALERT)),
        "with a script packed under another name": lambda: pdf_of(object_stream(ALERT, entries=b"/Filter/FlateDecode")),
        "that starts a program": lambda: pdf_of(b"<</S/Launch/F(cmd.exe)>>"),
        "with a form of scripts": lambda: pdf_of(b"<</XFA [(template) 5 0 R]>>"),
        "that sends a form": lambda: pdf_of(b"<</S/SubmitForm/F(https://example.nl/)>>"),
        "with a player": lambda: pdf_of(b"<</Subtype/RichMedia>>"),
    },
    FileObstacle.EMBEDDED_FILE: {
        "with a program inside": lambda: pdf_of(stream_of(b"MZ\x90", b"/Type/EmbeddedFile")),
        "with an attachment": lambda: pdf_of(b"<</Subtype/FileAttachment/FS 5 0 R>>"),
        "with a packed list of attachments": lambda: pdf_of(object_stream(b"<</EmbeddedFiles 9 0 R>>")),
    },
    FileObstacle.PASSWORD_PROTECTED: {"with a password": lambda: pdf_of(trailer=b"/Encrypt 4 0 R")},
    FileObstacle.BOMB: {
        "that unpacks to a quarter gigabyte": lambda: pdf_of(endless_object_stream(250)),
        "of too many streams": lambda: pdf_of(b"stream\n" * 100_001),
    },
    FileObstacle.DAMAGED: {
        "packed twice": lambda: pdf_of(object_stream(ALERT, entries=PREDICTED)),
        "packed in another way": lambda: pdf_of(stream_of(b"3C3C>", b"/Type/ObjStm/Filter/ASCIIHexDecode/First 4")),
        "cut off": lambda: pdf_of()[:-60],
        "cut off behind its first end": lambda: pdf_of() + b"9 0 obj\n<</Le",
        "cut off inside a packed part": lambda: pdf_of(stream_of(zlib.compress(b"1 0 <</A/B>>" * 9)[:-9])),
        "that points nowhere": lambda: b"%PDF-1.4\nstartxref\n3\n%%EOF",
        "without a pointer": lambda: pdf_of().replace(b"startxref", b"startxxxx"),
        "of no version": lambda: pdf_of().replace(b"%PDF-1.7", b"%PDF-x.y"),
    },
    FileObstacle.POLYGLOT: {
        "behind html": lambda: HTML + pdf_of(),
        "with html in its head": lambda: pdf_of(remark=b"%" + HTML + b"\n"),
        "with a script in its head": lambda: pdf_of(remark=b"%" + SCRIPT + b"\n"),
        "before html": lambda: pdf_of() + HTML,
        "before a zip": lambda: pdf_of() + archive(),
        "that is the end of a zip": zip_that_ends_as_a_pdf,
    },
    FileObstacle.CONTENT_DIFFERS: {
        "that is html": lambda: HTML,
        "that is the test virus": lambda: EICAR,
        "that is a program": lambda: b"MZ\x90\x00" + bytes(200),
        "that is a photo": jpg,
        "that is a docx": docx,
        "of one letter": lambda: b"%",
    },
}
