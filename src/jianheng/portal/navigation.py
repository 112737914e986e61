"""The home page in the phone's bar."""

from django.utils.translation import gettext_lazy as _

from jianheng.web.navigation import TABS, register
from jianheng.web.pages import everyone

register(TABS, "home", _("Home"), everyone, 0)
