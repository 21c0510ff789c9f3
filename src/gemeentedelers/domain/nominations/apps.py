from django.apps import AppConfig


class NominationsConfig(AppConfig):
    name = "gemeentedelers.domain.nominations"
