"""The room's entries in the header."""

from django.utils.translation import gettext_lazy as _

from jianheng.queries import access
from jianheng.web.navigation import register
from jianheng.web.pages import everyone

register("documents", "queries:matters", _("Power in motion"), everyone, 4)
register("documents", "queries:index", _("Queries of the record"), access.can_oversee, 6)
