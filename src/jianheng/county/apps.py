"""The application object of the room."""

from django.apps import AppConfig


class CountyRoom(AppConfig):
    name = "jianheng.county"
    label = "county"
