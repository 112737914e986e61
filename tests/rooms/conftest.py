"""Fixtures shared by the tests of rooms."""

import pytest
from django.test import Client

from jianheng.people.middleware import ACTING_AS
from tests.rooms.world import World, found


@pytest.fixture
def world(db):
    """A small county under the charter as written."""
    return found()


@pytest.fixture
def acting(world):
    """A function that returns a browser acting as one of the world's persons."""

    def as_person(name: str, of: World = world) -> Client:
        client = Client()
        session = client.session
        session[ACTING_AS] = of.persons[name].code
        session.save()
        return client

    return as_person
