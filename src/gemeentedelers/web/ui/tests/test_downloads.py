from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.http import FileResponse, HttpRequest
from django.test import Client
from django.urls import path

from gemeentedelers.foundation.files import storage
from gemeentedelers.foundation.files.actions import store_file
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.tests.builders import docx, jpg, pdf_of
from gemeentedelers.web.ui.downloads import download

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
LARGE = b"x" * 300_000


def give(request: HttpRequest, code: str) -> FileResponse:
    return download(StoredFile.objects.get(code=code))


urlpatterns = [path("<str:code>/", give)]


def stored_as(name: str, content: bytes) -> StoredFile:
    return store_file(BytesIO(content), name=name, by="alice", now=NOW)


def test_a_file_is_saved_and_never_shown_as_a_page(client: Client) -> None:
    stored = stored_as("plan.pdf", pdf_of(b"(%s)" % LARGE))

    response = client.get(f"/{stored.code}/")

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == pdf_of(b"(%s)" % LARGE)  # type: ignore[attr-defined]
    assert dict(response.headers) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(stored.size),
        "Content-Disposition": 'attachment; filename="plan.pdf"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Vary": "Cookie",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("foto.jpeg", jpg(), "image/jpeg"),
    ],
)
def test_each_kind_has_its_own_type(client: Client, name: str, content: bytes, kind: str) -> None:
    response = client.get(f"/{stored_as(name, content).code}/")

    assert response.headers["Content-Type"] == kind


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        (
            "Jaarplan \u2019s-Hertogenbosch \U0001f389.pdf",
            "attachment; filename*=utf-8''Jaarplan%20%E2%80%99s-Hertogenbosch%20%F0%9F%8E%89.pdf",
        ),
        ('een "citaat".pdf', 'attachment; filename="een -citaat-.pdf"'),
        ("a\r\nSet-Cookie: x=1.pdf", 'attachment; filename="aSet-Cookie- x=1.pdf"'),
        ("..\\..\\plan;x=y.pdf", 'attachment; filename="plan;x=y.pdf"'),
    ],
)
def test_a_name_cannot_add_a_header(client: Client, name: str, disposition: str) -> None:
    response = client.get(f"/{stored_as(name, pdf_of()).code}/")

    assert response.headers["Content-Disposition"] == disposition
    assert "Set-Cookie" not in response.headers


def test_a_file_without_object_is_not_found(client: Client) -> None:
    stored = stored_as("plan.pdf", pdf_of())
    storage.remove(stored.key)

    assert client.get(f"/{stored.code}/").status_code == 404
