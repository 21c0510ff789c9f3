from django.apps import AppConfig


class PanelsConfig(AppConfig):
    name = "gemeentedelers.domain.panels"
