"""The application object of the room."""

from django.apps import AppConfig


class CouncilRoom(AppConfig):
    name = "jianheng.council"
    label = "council"
