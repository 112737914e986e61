"""Persons, bodies, posts, tenures, sign-in, and who read whose data (Art. 18.5)."""
