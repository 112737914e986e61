"""Addresses in rooms above this one, known here by their names alone."""

from django.urls import NoReverseMatch, Resolver404, resolve, reverse


def address(name: str, *args: object) -> str:
    """The address of a named page, or empty if the running site has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def article_address(number: str) -> str:
    """The page of an article of the charter."""
    return address("county:article", number)


def reading_address(reading: str) -> str:
    """The page of a reading."""
    return address("county:reading", reading)


def application_address(application: object) -> str:
    """The page that shows and replays a kept derivation."""
    return address("county:application", application)


def parent_page(path: str) -> str:
    """The nearest page above ``path``: where to go back to from an act that was refused."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:length]) + "/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"
