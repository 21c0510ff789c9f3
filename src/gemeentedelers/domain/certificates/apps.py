from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "gemeentedelers.domain.certificates"
