from django.apps import AppConfig


class VerdictsConfig(AppConfig):
    name = "gemeentedelers.domain.verdicts"
