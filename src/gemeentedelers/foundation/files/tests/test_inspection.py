"""Spoils honest files at random: whatever comes out, the inspection says yes or names an obstacle, and never breaks."""

import zlib
from io import BytesIO
from tempfile import TemporaryFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemeentedelers.foundation.files.inspection.pictures import redraw
from gemeentedelers.foundation.files.inspection.upload import inspect
from gemeentedelers.foundation.files.rules import FileKind, FileObstacle
from gemeentedelers.foundation.files.tests.builders import (
    SLIDES,
    WORKBOOK,
    camera_exif,
    docx,
    jpg,
    object_stream,
    pdf_of,
    picture,
    saved,
    stream_of,
)
from gemeentedelers.foundation.refusals import RefusedError

HONEST = {
    FileKind.PDF: pdf_of(object_stream(b"<</A/B>>", b"[1 2]"), stream_of(zlib.compress(b"0 0 m 9 9 l S"))),
    FileKind.DOCX: docx({"word/a.xml": b"<a><b/></a>"}),
    FileKind.PPTX: docx({"ppt/embeddings/book.xlsx": docx(main=WORKBOOK)}, main=SLIDES),
    FileKind.JPG: jpg(exif=camera_exif()),
    FileKind.PNG: saved(picture(mode="P"), "PNG", transparency=0),
    FileKind.WEBP: saved(picture(), "WEBP", exif=camera_exif()),
}
Change = tuple[int, int, bytes]


def obstacle_of(content: bytes, kind: FileKind) -> FileObstacle | None:
    with TemporaryFile() as file:
        file.write(content)
        try:
            inspect(file, kind)
            if kind.is_image:
                redraw(file, kind, BytesIO())
        except RefusedError as refused:
            assert isinstance(refused.refusal.code, FileObstacle)
            return refused.refusal.code
    return None


def spoiled(content: bytes, changes: list[Change]) -> bytes:
    """Each change takes some bytes away and puts others in their place."""
    for place, n_taken, put in changes:
        at = place % (len(content) + 1)
        content = content[:at] + put + content[at + n_taken :]
    return content or b"?"


CHANGES = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=6
)


@pytest.mark.parametrize("kind", FileKind)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(changes=CHANGES)
def test_a_spoiled_file_is_judged_and_breaks_nothing(kind: FileKind, changes: list[Change]) -> None:
    obstacle_of(spoiled(HONEST[kind], changes), kind)


@pytest.mark.parametrize("kind", FileKind)
def test_a_file_that_stops_anywhere_is_refused(kind: FileKind) -> None:
    """An image may miss its closing mark, for the picture itself is there; the other kinds end in what counts."""
    content = HONEST[kind]
    n_to_spare = 20 if kind.is_image else 1
    steps = range(1, len(content) - n_to_spare, max(1, len(content) // 60))

    assert [length for length in steps if obstacle_of(content[:length], kind) is None] == []


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("other", FileKind)
def test_each_kind_is_only_itself(kind: FileKind, other: FileKind) -> None:
    expected = None if kind == other else FileObstacle.CONTENT_DIFFERS

    assert obstacle_of(HONEST[kind], other) == expected
