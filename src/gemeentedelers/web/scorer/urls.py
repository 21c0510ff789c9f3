from django.urls import path

from gemeentedelers.web.scorer import views

app_name = "scorer"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<str:code>/", views.scorecard, name="scorecard"),
    path("<str:code>/betrokken/", views.conflict, name="conflict"),
]
