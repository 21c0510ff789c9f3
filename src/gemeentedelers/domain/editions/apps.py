from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "gemeentedelers.domain.editions"
