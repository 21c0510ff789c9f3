from django.urls import path

from gemeentedelers.web.office.views import clock, edition, intake, journal, ranking, readers, result, today

app_name = "office"
urlpatterns = [
    path("", today.today, name="today"),
    path("edities/<int:year>/", edition.edition, name="edition"),
    path("<int:year>/intake/", intake.intake, name="intake"),
    path("<int:year>/intake/<str:reference>/", intake.entry, name="entry"),
    path("<int:year>/intake/<str:reference>/oordeel/", intake.judge, name="judge"),
    path("<int:year>/intake/<str:reference>/categorie/", intake.categorise, name="categorise"),
    path("<int:year>/lezers/", readers.readers, name="readers"),
    path("<int:year>/lezers/verdelen/", readers.divide, name="divide"),
    path("<int:year>/ranglijst/", ranking.ranking, name="ranking"),
    path("<int:year>/ranglijst/sluiten/", ranking.close, name="close"),
    path("<int:year>/ranglijst/shortlist/", ranking.choose, name="choose"),
    path("<int:year>/ranglijst/bekendmaken/", ranking.announce, name="announce"),
    path("<int:year>/uitslag/", result.result, name="result"),
    path("<int:year>/uitslag/bekendmaken/", result.reveal, name="reveal"),
    path("journaal/", journal.journal, name="journal"),
    path("demo-klok/", clock.demo_clock, name="demo_clock"),
]
