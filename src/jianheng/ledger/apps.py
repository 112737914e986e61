"""The application object of the ledger."""

from django.apps import AppConfig


class LedgerRoom(AppConfig):
    name = "jianheng.ledger"
    label = "ledger"
