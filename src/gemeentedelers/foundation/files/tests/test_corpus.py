"""Each file of the corpus through the whole action: what is refused leaves nothing behind, what is kept is whole."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from _pytest.mark import ParameterSet

from gemeentedelers.foundation.files.actions import store_file
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.queries import broken_files
from gemeentedelers.foundation.files.rules import FileObstacle, FileState
from gemeentedelers.foundation.files.tests.builders import EICAR, Maker, docx
from gemeentedelers.foundation.files.tests.conftest import Folders, files_in
from gemeentedelers.foundation.files.tests.corpus import HTML, SVG, XXE, Corpus
from gemeentedelers.foundation.files.tests.corpus.documents import DOCUMENTS, PRESENTATIONS
from gemeentedelers.foundation.files.tests.corpus.images import DRAWINGS, PHOTOS, WEBPS, gif
from gemeentedelers.foundation.files.tests.corpus.pdfs import PDFS, archive
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
CORPORA: dict[str, Corpus] = {
    "plan.pdf": PDFS,
    "plan.docx": DOCUMENTS,
    "plan.pptx": PRESENTATIONS,
    "foto.jpg": PHOTOS,
    "foto.png": DRAWINGS,
    "foto.webp": WEBPS,
}
OF_ANOTHER_TYPE: dict[str, Maker] = {
    "logo.svg": lambda: SVG,
    "logo.svgz": lambda: b"\x1f\x8b\x08",
    "pagina.html": lambda: HTML,
    "gegevens.xml": lambda: XXE,
    "alles.zip": archive,
    "virus.com": lambda: EICAR,
    "foto.gif": gif,
    "plan.docm": docx,
    "plan.pdf.exe": lambda: b"MZ",
    "plan.pdf\x00.exe": lambda: b"MZ",
    "plan.doc": docx,
    "film.mp4": lambda: b"\x00\x00\x00\x18ftypmp42",
}


def uploads(*, refused: bool) -> list[ParameterSet]:
    return [
        pytest.param(name, make, obstacle, id=f"{name} {what}")
        for name, corpus in CORPORA.items()
        for obstacle, makers in corpus.items()
        for what, make in makers.items()
        if bool(obstacle) == refused
    ]


@pytest.mark.parametrize(("name", "make", "obstacle"), uploads(refused=True))
def test_a_bad_file_is_refused_and_leaves_nothing_behind(
    folders: Folders, name: str, make: Maker, obstacle: FileObstacle
) -> None:
    with pytest.raises(RefusedError) as caught:
        store_file(BytesIO(make()), name=name, by="alice", now=NOW)

    assert caught.value.refusal.code == obstacle
    assert files_in(folders.kept, folders.temporary) == []
    assert (StoredFile.objects.count(), Fact.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", OF_ANOTHER_TYPE)
def test_another_type_is_refused_whatever_is_inside(folders: Folders, name: str) -> None:
    with pytest.raises(RefusedError) as caught:
        store_file(BytesIO(OF_ANOTHER_TYPE[name]()), name=name, by="alice", now=NOW)

    assert caught.value.refusal.code == FileObstacle.TYPE_NOT_ALLOWED
    assert files_in(folders.kept, folders.temporary) == []


@pytest.mark.parametrize(("name", "make", "obstacle"), uploads(refused=False))
def test_an_honest_file_is_kept_whole(folders: Folders, name: str, make: Maker, obstacle: None) -> None:
    stored = store_file(BytesIO(make()), name=name, by="alice", now=NOW)

    assert (stored.name, stored.state) == (name, FileState.CLEAN)
    assert files_in(folders.kept, folders.temporary) == [folders.kept / stored.key]
    assert broken_files() == []


def test_the_corpus_is_as_large_as_we_say() -> None:
    n_files = len(uploads(refused=True)) + len(uploads(refused=False)) + len(OF_ANOTHER_TYPE)

    assert n_files >= 120
    met = {obstacle for corpus in CORPORA.values() for obstacle in corpus}
    asked_later = {FileObstacle.NO_EXTENSION, FileObstacle.TYPE_NOT_ALLOWED}
    about_reading = {FileObstacle.BEING_CHECKED, FileObstacle.VIRUS_FOUND}
    assert met == set(FileObstacle) - asked_later - about_reading | {None}
