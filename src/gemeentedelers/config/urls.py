"""Which site answers where. The paths that outsiders rely on are fixed; the sites fill them in."""

from django.urls import include, path

urlpatterns = [
    path("", include("gemeentedelers.web.public.urls")),
    path("", include("gemeentedelers.web.account.urls")),
    path("inzendingen/", include("gemeentedelers.web.entrant.urls")),
    path("beoordelen/", include("gemeentedelers.web.scorer.urls")),
    path("jury/", include("gemeentedelers.web.jury.urls")),
    path("live/", include("gemeentedelers.web.live.urls")),
    path("organisatie/", include("gemeentedelers.web.office.urls")),
]
