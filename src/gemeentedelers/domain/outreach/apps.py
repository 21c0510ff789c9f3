from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "gemeentedelers.domain.outreach"
