"""The application object of the room."""

from django.apps import AppConfig


class CheckingRoom(AppConfig):
    name = "jianheng.checking"
    label = "checking"
