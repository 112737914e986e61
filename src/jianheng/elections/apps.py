"""The application object of the room."""

from django.apps import AppConfig


class ElectionsRoom(AppConfig):
    name = "jianheng.elections"
    label = "elections"
