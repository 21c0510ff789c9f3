from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "gemeentedelers.web.public"
