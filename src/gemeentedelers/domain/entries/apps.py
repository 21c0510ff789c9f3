from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "gemeentedelers.domain.entries"
