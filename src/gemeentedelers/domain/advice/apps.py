from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "gemeentedelers.domain.advice"
