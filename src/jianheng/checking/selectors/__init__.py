"""Questions of the check page."""
