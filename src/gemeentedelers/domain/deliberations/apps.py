from django.apps import AppConfig


class DeliberationsConfig(AppConfig):
    name = "gemeentedelers.domain.deliberations"
