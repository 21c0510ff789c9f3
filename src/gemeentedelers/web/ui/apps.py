from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "gemeentedelers.web.ui"
