"""The room's entries in the header."""

from django.utils.translation import gettext_lazy as _

from jianheng.web.navigation import register
from jianheng.web.pages import everyone

register("documents", "documents:index", _("Register of documents"), everyone, 0)
