from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "gemeentedelers.domain.publications"
