"""Witnesses on this machine, each a process with its own keys and store: for a demonstration, a drill and the tests."""
