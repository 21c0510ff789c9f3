from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "gemeentedelers.foundation.files"
