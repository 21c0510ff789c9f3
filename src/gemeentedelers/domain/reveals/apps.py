from django.apps import AppConfig


class RevealsConfig(AppConfig):
    name = "gemeentedelers.domain.reveals"
