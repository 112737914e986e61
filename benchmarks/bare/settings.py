"""The settings of the site, with the addresses of the bare view added, and static files hashed but not compressed."""

from jianheng.site.settings import *  # noqa: F403 - all of them
from jianheng.site.settings import STORAGES

ROOT_URLCONF = "benchmarks.bare.urls"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
