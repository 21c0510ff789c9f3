from django.urls import path

from gemeentedelers.web.scorer.views import cards, comparing, employers, finishing, queue, starting, stopping, wildcards
from gemeentedelers.web.ui import round_paths  # noqa: F401 - knows <kind:…>

app_name = "scorer"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("sneltoetsen/", queue.shortcuts, name="shortcuts"),
    path("vroeger-werk/", employers.employers, name="employers"),
    path("vroeger-werk/<str:code>/weg/", employers.remove, name="remove_employer"),
    path("<int:year>/<kind:kind>/start/", starting.start, name="start"),
    path("<int:year>/<kind:kind>/start/belangen/", starting.interests, name="interests"),
    path("<int:year>/<kind:kind>/start/voorbeelden/<str:code>/", starting.warm_up, name="warm_up"),
    path("<int:year>/<kind:kind>/nog-een/", queue.another, name="another"),
    path("<int:year>/<kind:kind>/stoppen/", stopping.stop, name="stop"),
    path("<int:year>/<kind:kind>/afronden/", finishing.finish, name="finish"),
    path("vergelijken/<str:code>/", comparing.comparison, name="comparison"),
    path("vergelijken/<str:code>/betrokken/", comparing.conflict, name="comparison_conflict"),
    path("vergelijken/<str:code>/<str:side>/", comparing.entry, name="compared_entry"),
    path("wildcard/<int:year>/", wildcards.wildcard, name="wildcard"),
    path("wildcard/<int:year>/<str:code>/terugnemen/", wildcards.take_back, name="take_back_wildcard"),
    path("<str:code>/", cards.scorecard, name="scorecard"),
    path("<str:code>/bewaren/", cards.keep, name="keep"),
    path("<str:code>/betrokken/", cards.conflict, name="conflict"),
]
