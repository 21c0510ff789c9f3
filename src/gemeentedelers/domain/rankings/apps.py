from django.apps import AppConfig


class RankingsConfig(AppConfig):
    name = "gemeentedelers.domain.rankings"
