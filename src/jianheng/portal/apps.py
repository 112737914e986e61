"""The application object of the room."""

from django.apps import AppConfig


class PortalRoom(AppConfig):
    name = "jianheng.portal"
    label = "portal"
