from django.urls import path

from gemeentedelers.web.jury import views

app_name = "jury"
urlpatterns = [
    path("", views.agenda, name="agenda"),
    path("wildcard/<int:year>/", views.wildcard, name="wildcard"),
    path("wildcard/<int:year>/<str:code>/terugnemen/", views.take_back_wildcard, name="take_back_wildcard"),
    path("<int:year>/<slug:key>/", views.dossiers, name="dossiers"),
    path("<int:year>/<slug:key>/oordeel/", views.verdict, name="verdict"),
]
