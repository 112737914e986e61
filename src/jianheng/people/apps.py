"""The application object of the room."""

from django.apps import AppConfig


class PeopleRoom(AppConfig):
    name = "jianheng.people"
    label = "people"
