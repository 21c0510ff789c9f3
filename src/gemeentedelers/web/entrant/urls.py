from django.urls import path

from gemeentedelers.web.entrant import views

app_name = "entrant"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("nieuw/", views.start, name="start"),
    path("<str:reference>/", views.entry, name="entry"),
    path("<str:reference>/team/", views.team, name="team"),
    path("<str:reference>/controleren/", views.check, name="check"),
    path("<str:reference>/indienen/", views.submit, name="submit"),
    path("<str:reference>/ontvangst/", views.receipt, name="receipt"),
    path("<str:reference>/terughalen/", views.reopen, name="reopen"),
    path("<str:reference>/intrekken/", views.withdraw, name="withdraw"),
    path("<str:reference>/<str:key>/", views.section, name="section"),
]
