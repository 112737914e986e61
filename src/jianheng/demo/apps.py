"""The application object of the room."""

from django.apps import AppConfig


class DemoRoom(AppConfig):
    name = "jianheng.demo"
    label = "demo"
