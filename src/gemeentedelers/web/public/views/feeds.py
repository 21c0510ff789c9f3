"""What is new in the knowledge base, for whoever follows it with a reader."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gemeentedelers.domain.publications.queries import newest_publications
from gemeentedelers.web.ui.requests import TimedRequest

N_CASES = 50
FIVE_MINUTES = 300


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def knowledge_base(request: TimedRequest) -> HttpResponse:
    feed = Atom1Feed(
        title="GemeenteDelers: nieuw in de kennisbank",
        link=settings.SITE_URL + reverse("public:knowledge_base"),
        description="Wat gemeenten deelden en wat anderen kunnen overnemen.",
        language="nl",
        feed_url=settings.SITE_URL + reverse("public:feed"),
    )
    for case in newest_publications(N_CASES):
        link = settings.SITE_URL + reverse("public:case", args=[case.slug])
        feed.add_item(
            title=case.title,
            link=link,
            description=case.summary,
            author_name=", ".join(case.participants),
            unique_id=link,
            pubdate=case.published_at,
            updateddate=case.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
