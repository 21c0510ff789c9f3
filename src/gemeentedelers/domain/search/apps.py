from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "gemeentedelers.domain.search"
