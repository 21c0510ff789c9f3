from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "gemeentedelers.domain.voting"
