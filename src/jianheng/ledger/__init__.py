"""The append-only record of acts (Part 7)."""
