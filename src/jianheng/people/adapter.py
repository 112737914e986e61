"""How accounts behave: the organisation department opens them, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up is closed: accounts are opened with a person of the register."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library passes it
        return False
