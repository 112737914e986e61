"""The item a page is about."""

from django.shortcuts import get_object_or_404

from jianheng.council import access
from jianheng.council.models import Motion
from jianheng.web.pages import Request


def item(request: Request, motion_id: int) -> Motion:
    """The item with its county and outcome, if the officer may see it; 404 if there is none."""
    found = get_object_or_404(
        Motion.objects.select_related("county", "outcome__version__county", "topic_application"), pk=motion_id
    )
    access.require_view(request.officer, found)
    return found
