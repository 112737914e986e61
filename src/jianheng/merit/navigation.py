"""The room's entries in the header."""

from django.utils.translation import gettext_lazy as _

from jianheng.merit import access
from jianheng.web.navigation import register
from jianheng.web.pages import everyone

register("merit", "merit:overview", _("Books of merit and fault"), everyone, 1)
register("merit", "merit:bands", _("Merit in bands"), everyone, 4)
register("merit", "merit:cases", _("Cases"), access.can_view_cases, 2)
register("merit", "merit:warnings", _("Warning list"), access.can_view_cases, 3)
