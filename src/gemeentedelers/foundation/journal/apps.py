from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "gemeentedelers.foundation.journal"
