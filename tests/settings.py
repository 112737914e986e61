"""The settings of the test run: those of a demo county."""

import os
import tempfile

os.environ.setdefault("JH_MODE", "demo")
os.environ.setdefault("JH_DATA", tempfile.mkdtemp(prefix="jianheng-"))

from jianheng.site.settings import *  # noqa: F403 - the environment must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
