"""Where the county stands, what waits for an officer, and what a search finds: gathered from the rooms beneath."""

from jianheng.portal.selectors.find import Group, Hit, find
from jianheng.portal.selectors.standing import Standing, standing
from jianheng.portal.selectors.waiting import Waiting, waiting_for

__all__ = ["Group", "Hit", "Standing", "Waiting", "find", "standing", "waiting_for"]
