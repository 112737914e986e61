"""The application object of the site itself."""

from django.apps import AppConfig


class SiteRoom(AppConfig):
    name = "jianheng.site"
    label = "jianheng_site"
