"""Addresses of the ledger."""

from django.urls import path

from jianheng.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("health/", views.health, name="health"),
    path("health/<int:incident>/", views.clear_incident, name="clear_incident"),
    path("log/index.json", views.index, name="log_index"),
    path("log/<str:county>/<int:year>/<str:tree>/checkpoint", views.checkpoint, name="log_checkpoint"),
    path("log/<str:county>/<int:year>/<str:tree>/witnessed", views.witnessed_checkpoint, name="log_witnessed"),
    path("log/<str:county>/<int:year>/<str:tree>/tile/<path:path>", views.tile, name="log_tile"),
    path("<str:code>/", views.entry, name="entry"),
    path("<str:code>/promise", views.promise, name="promise"),
    path("<str:code>/redact/", views.redact, name="redact"),
]
