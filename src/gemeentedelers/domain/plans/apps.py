from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "gemeentedelers.domain.plans"
