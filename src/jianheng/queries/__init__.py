"""Queries of the record with a purpose, and the path of every matter through the institution (Art. 7.4, 7.3)."""
