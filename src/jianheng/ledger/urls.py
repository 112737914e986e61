"""Addresses of the ledger."""

from django.urls import path

from jianheng.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("<str:code>/", views.entry, name="entry"),
    path("<str:code>/redact/", views.redact, name="redact"),
]
