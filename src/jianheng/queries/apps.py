"""The application object of the room."""

from django.apps import AppConfig


class QueriesRoom(AppConfig):
    name = "jianheng.queries"
    label = "queries"
