"""The room's entries in the header and among my own pages."""

from django.utils.translation import gettext_lazy as _

from jianheng.people import access
from jianheng.web.navigation import ACCOUNT, register
from jianheng.web.pages import everyone

register("offices", "people:register", _("Persons and posts"), everyone, 5)
register(ACCOUNT, "people:mine", _("Who read my data"), access.can_view_reads, 5)
