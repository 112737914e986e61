"""The operations, one router for each part of the interface."""
