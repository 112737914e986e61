"""The room's entries in the header and in the phone's bar."""

from django.utils.translation import gettext_lazy as _

from jianheng.council.access import can_propose, is_inside
from jianheng.web.navigation import TABS, register
from jianheng.web.pages import everyone

register("council", "council:index", _("Items and decisions"), everyone, 0)
register("council", "council:new", _("New item"), can_propose, 1)
register(TABS, "council:index", _("Council"), is_inside, 1)
