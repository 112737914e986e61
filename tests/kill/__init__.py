"""Servers killed in the middle of their work."""
