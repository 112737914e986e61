"""The application object of the room."""

from django.apps import AppConfig


class OfficesRoom(AppConfig):
    name = "jianheng.offices"
    label = "offices"
