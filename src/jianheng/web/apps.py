"""The application object of the page furniture."""

from django.apps import AppConfig


class WebRoom(AppConfig):
    name = "jianheng.web"
    label = "web"
