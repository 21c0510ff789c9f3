from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "gemeentedelers.domain.visits"
