from django.apps import AppConfig


class ConflictsConfig(AppConfig):
    name = "gemeentedelers.domain.conflicts"
