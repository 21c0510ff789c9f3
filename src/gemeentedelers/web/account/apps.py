from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "gemeentedelers.web.account"
    label = "account_site"  # allauth already has an app labelled account
