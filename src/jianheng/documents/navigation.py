"""The room's entries in the header."""

from django.utils.translation import gettext_lazy as _

from jianheng.documents import access
from jianheng.web.navigation import register
from jianheng.web.pages import everyone

register("documents", "documents:index", _("Register of documents"), everyone, 0)
register("documents", "documents:inbox", _("Received"), access.can_receive, 1)
register("documents", "documents:instructions", _("Instructions"), access.may_see_instructions, 2)
register("documents", "documents:refusals", _("Refused instructions"), access.is_discipline, 3)
register("documents", "documents:matters", _("What must be a document"), everyone, 4)
