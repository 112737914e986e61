"""Addresses: each room under its own prefix. Importing a room's ``navigation`` puts it into the header."""

from importlib import import_module

from django.urls import include, path

PREFIXES = {
    "people": "people/",
    "ledger": "ledger/",
    "county": "charter/",
    "council": "council/",
    "documents": "documents/",
    "checking": "check/",
    "merit": "merit/",
    "elections": "elections/",
    "offices": "offices/",
    "queries": "",
    "portal": "",
    "demo": "demo/",
    "api": "api/",
}
WITHOUT_NAVIGATION = {"api", "demo"}

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("jianheng.web.urls")),
    *(path(prefix, include(f"jianheng.{room}.urls")) for room, prefix in PREFIXES.items()),
]
for room in sorted(PREFIXES.keys() - WITHOUT_NAVIGATION):
    import_module(f"jianheng.{room}.navigation")
