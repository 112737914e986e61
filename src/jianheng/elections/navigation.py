"""The room's entries in the header."""

from django.utils.translation import gettext_lazy as _

from jianheng.elections.access import can_call
from jianheng.web.navigation import TABS, register
from jianheng.web.pages import everyone

register("elections", "elections:list", _("All elections"), everyone, 0)
register("elections", "elections:call", _("Call an election"), can_call, 1)
register(TABS, "elections:list", _("Elections"), everyone, 1)
