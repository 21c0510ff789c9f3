from django.apps import AppConfig


class BroadcastsConfig(AppConfig):
    name = "gemeentedelers.foundation.broadcasts"
