from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.editions.queries import editions_shown_at
from gemeentedelers.domain.publications.queries import public_slugs
from gemeentedelers.web.ui.requests import TimedRequest

PLAIN = "text/plain; charset=utf-8"


@require_safe
def robots(request: TimedRequest) -> HttpResponse:
    closed = ("inzendingen", "organisatie", "account", "afmelden")
    lines = ["User-agent: *", *(f"Disallow: /{path}/" for path in closed)]
    return HttpResponse("\n".join([*lines, f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]), content_type=PLAIN)


@require_safe
def sitemap(request: TimedRequest) -> HttpResponse:
    context = {
        "site": settings.SITE_URL,
        "years": [edition.year for edition in editions_shown_at(request.now)],
        "slugs": public_slugs(),
    }
    return render(request, "public/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
def security(request: TimedRequest) -> HttpResponse:
    """RFC 9116; the expiry moves along, so that it never lapses while the site runs."""
    expires = (request.now + timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [
        "Contact: mailto:security@gemeentedelers.example",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type=PLAIN)


@require_safe
def live(request: TimedRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
def ready(request: TimedRequest) -> HttpResponse:
    """Ready when the database answers and every migration has run."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database unreachable\n", content_type=PLAIN, status=503)
    if waiting:
        return HttpResponse("migrations waiting\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)
