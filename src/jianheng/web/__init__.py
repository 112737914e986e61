"""Shared page furniture: base page, partials, tags, form base, styles. No business words."""
