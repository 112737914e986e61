"""Settings and addresses of the running county; no business words here."""
