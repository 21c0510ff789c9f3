from django.urls import path

from gemeentedelers.web.jury.views import attendance, cards, talk, verdicts

app_name = "jury"
urlpatterns = [
    path("", verdicts.agenda, name="agenda"),
    path("wildcard/<int:year>/", verdicts.wildcard, name="wildcard"),
    path("wildcard/<int:year>/<str:code>/terugnemen/", verdicts.take_back_wildcard, name="take_back_wildcard"),
    path("<int:year>/pitch/", cards.cards, name="cards"),
    path("<int:year>/pitch/stand/", attendance.attendance, name="attendance"),
    path("<int:year>/pitch/<str:reference>/", cards.card, name="card"),
    path("<int:year>/pitch/<str:reference>/bewaren/", cards.keep_card, name="keep_card"),
    path("<int:year>/pitch/<str:reference>/betrokken/", cards.conflict, name="card_conflict"),
    path("<int:year>/<slug:key>/", verdicts.dossiers, name="dossiers"),
    path("<int:year>/<slug:key>/foto/<str:code>/", verdicts.photo, name="photo"),
    path("<int:year>/<slug:key>/beraad/", talk.talk, name="talk"),
    path("<int:year>/<slug:key>/beraad/openen/", attendance.open_category, name="open_cards"),
    path("<int:year>/<slug:key>/beraad/afwezig/", attendance.excuse, name="excuse"),
    path("<int:year>/<slug:key>/oordeel/", verdicts.verdict, name="verdict"),
]
