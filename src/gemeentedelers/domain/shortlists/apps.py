from django.apps import AppConfig


class ShortlistsConfig(AppConfig):
    name = "gemeentedelers.domain.shortlists"
