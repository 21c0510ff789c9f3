"""How much memory the worst files take, measured in a process of its own so that nothing else counts."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from gemeentedelers.foundation.files.rules import MEGABYTE, FileKind
from gemeentedelers.foundation.files.tests.builders import (
    camera_exif,
    docx,
    endless_object_stream,
    filled_pdf,
    pdf_of,
    saved,
)

STATUS = Path("/proc/self/status")
MEASURE = """
import sys
from pathlib import Path
from tempfile import TemporaryFile
from gemeentedelers.foundation.files.inspection.pictures import redraw
from gemeentedelers.foundation.files.inspection.upload import inspect
from gemeentedelers.foundation.files.rules import FileKind
from gemeentedelers.foundation.refusals import RefusedError

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

kind = FileKind(sys.argv[2])
Path("/proc/self/clear_refs").write_text("5")
before = peak()
with open(sys.argv[1], "rb") as file, TemporaryFile() as drawn:
    try:
        inspect(file, kind)
        if kind.is_image:
            redraw(file, kind, drawn)
    except RefusedError:
        pass
print((peak() - before) // 1024)
"""


def packed_to_the_limit() -> bytes:
    """Twenty parts of nine megabytes, each packed ninety times."""
    return docx({f"word/media/{number}.bin": os.urandom(90_000) + bytes(9 * MEGABYTE) for number in range(20)})


def turned_photo() -> bytes:
    return saved(Image.new("CMYK", (7_071, 7_071)), "JPEG", exif=camera_exif())


@pytest.mark.skipif(not STATUS.exists(), reason="Only Linux says what the peak was.")
@pytest.mark.parametrize(
    ("kind", "make", "most"),
    [
        (FileKind.PDF, lambda: filled_pdf(20 * MEGABYTE), 32),
        (FileKind.PDF, lambda: pdf_of(endless_object_stream(250)), 16),
        (FileKind.DOCX, packed_to_the_limit, 16),
        (FileKind.JPG, turned_photo, 450),
        (FileKind.PNG, lambda: saved(Image.new("RGBA", (7_071, 7_071)), "PNG", compress_level=1), 450),
        (FileKind.WEBP, lambda: saved(Image.new("RGB", (5_000, 5_000)), "WEBP", method=0), 550),
    ],
    ids=["pdf of 20 MB", "pdf bomb", "docx of 180 MB unpacked", "photo of 50 MP", "png of 50 MP", "webp of 25 MP"],
)
def test_the_worst_file_takes_so_many_megabytes_at_most(
    tmp_path: Path, kind: FileKind, make: Callable[[], bytes], most: int
) -> None:
    path = tmp_path / "worst"
    path.write_bytes(make())

    source = str(Path(__file__).parents[4])
    command = [sys.executable, "-c", MEASURE, str(path), kind.value]
    measured = subprocess.run(  # noqa: S603 - our own measurement
        command, env={**os.environ, "PYTHONPATH": source}, capture_output=True, text=True, check=True
    )

    assert int(measured.stdout) <= most
