"""The demonstration is open to everyone, where there is one."""

from django.conf import settings

from jianheng.rules.roles import Officer


def can_try(officer: Officer) -> bool:  # noqa: ARG001 - an access function is asked about an officer
    """Everyone on an installation in demo mode, nobody on any other."""
    return bool(settings.JH_DEMO)
