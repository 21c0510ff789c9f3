from django.apps import AppConfig


class FinalsConfig(AppConfig):
    name = "gemeentedelers.domain.finals"
