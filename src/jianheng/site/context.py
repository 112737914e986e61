"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from jianheng import __version__
from jianheng.county.models import CharterVersion


def frame(request: HttpRequest) -> dict[str, Any]:
    """The officer asking, the county, the charter version in force, the build, and the demonstration's banner."""
    officer = getattr(request, "officer", None)
    version = None
    if officer is not None and officer.county:
        known = CharterVersion.objects.select_related("county").filter(county__code=officer.county)
        version = known.filter(effective_on__lte=timezone.localdate()).order_by("-effective_on").first()
    return {
        "officer": officer,
        "charter_version": version,
        "build": __version__,
        "county_name": version.county.name if version else "",
        "banner_template": "demo/banner.html" if settings.JH_DEMO else "",
    }
