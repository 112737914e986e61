"""The room's entries in the header."""

from django.utils.translation import gettext_lazy as _

from jianheng.web.navigation import register
from jianheng.web.pages import everyone

register("charter", "county:book", _("Articles"), everyone, 0)
register("charter", "county:parameters", _("Parameters"), everyone, 1)
register("charter", "county:readings", _("Readings"), everyone, 2)
register("charter", "county:versions", _("Versions"), everyone, 3)
register("charter", "county:calendar", _("Calendar"), everyone, 4)
