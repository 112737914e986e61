"""The application object of the room."""

from django.apps import AppConfig


class DocumentsRoom(AppConfig):
    name = "jianheng.documents"
    label = "documents"
