"""The command ``jianheng``: serve, migrate, apply and replay rules, check what is stored."""

from jianheng.cli.main import main

__all__ = ["main"]
