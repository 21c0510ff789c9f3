from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "gemeentedelers.web.live"
