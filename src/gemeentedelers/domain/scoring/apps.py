from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "gemeentedelers.domain.scoring"
