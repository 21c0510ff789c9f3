from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gemeentedelers.domain.people"
