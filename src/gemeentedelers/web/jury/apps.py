from django.apps import AppConfig


class JuryConfig(AppConfig):
    name = "gemeentedelers.web.jury"
