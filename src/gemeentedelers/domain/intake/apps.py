from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "gemeentedelers.domain.intake"
