from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "gemeentedelers.foundation.mail"
