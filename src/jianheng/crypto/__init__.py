"""Suites, keys and tile-log formats: bytes in, bytes out; no framework, no database, no network."""
