from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "gemeentedelers.domain.results"
