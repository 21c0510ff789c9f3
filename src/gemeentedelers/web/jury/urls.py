from django.urls import path

from gemeentedelers.web.jury import views

app_name = "jury"
urlpatterns = [
    path("", views.agenda, name="agenda"),
    path("<int:year>/<slug:key>/", views.dossiers, name="dossiers"),
    path("<int:year>/<slug:key>/oordeel/", views.verdict, name="verdict"),
]
