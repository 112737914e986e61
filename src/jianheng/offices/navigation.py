"""The room's entries in the header and in the phone's bar."""

from django.utils.translation import gettext_lazy as _

from jianheng.web.navigation import TABS, register
from jianheng.web.pages import everyone

register("offices", "offices:now", _("The five offices"), everyone, 0)
register("offices", "offices:teams", _("Teams by election"), everyone, 1)
register("offices", "offices:vacancies", _("Vacancies"), everyone, 2)
register("offices", "offices:eligibility", _("Eligibility"), everyone, 3)
register("merit", "offices:line", _("Line of succession"), everyone, 0)
register(TABS, "offices:now", _("Offices"), everyone, 2)
