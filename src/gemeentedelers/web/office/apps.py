from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "gemeentedelers.web.office"
