"""The room's entry in the header."""

from django.utils.translation import gettext_lazy as _

from jianheng.web.navigation import register
from jianheng.web.pages import everyone

register("documents", "checking:index", _("Check a document"), everyone, 1)
