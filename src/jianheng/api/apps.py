"""The application object of the interface."""

from django.apps import AppConfig


class ApiRoom(AppConfig):
    name = "jianheng.api"
    label = "api"
