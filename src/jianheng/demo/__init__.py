"""The fictional county 衡川县, built through the services, and the guided path through it."""
