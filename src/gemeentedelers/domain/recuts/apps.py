from django.apps import AppConfig


class RecutsConfig(AppConfig):
    name = "gemeentedelers.domain.recuts"
