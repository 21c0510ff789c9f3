from django.apps import AppConfig


class EntrantConfig(AppConfig):
    name = "gemeentedelers.web.entrant"
