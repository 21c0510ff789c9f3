from django.apps import AppConfig


class ScorerConfig(AppConfig):
    name = "gemeentedelers.web.scorer"
