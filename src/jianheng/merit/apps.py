"""The application object of the room."""

from django.apps import AppConfig


class MeritRoom(AppConfig):
    name = "jianheng.merit"
    label = "merit"
