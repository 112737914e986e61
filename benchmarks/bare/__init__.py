"""What the site is measured against: the same server, settings and middleware around a view that does nothing."""
