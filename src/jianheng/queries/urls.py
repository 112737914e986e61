"""Addresses of the room: queries of the record, and the timelines of matters."""

from django.urls import path

from jianheng.queries import views

app_name = "queries"
urlpatterns = [
    path("queries/", views.index, name="index"),
    path("queries/new/", views.new, name="new"),
    path("queries/<str:code>/", views.query, name="query"),
    path("queries/<str:code>/results/", views.results, name="results"),
    path("queries/<str:code>/export/", views.export, name="export"),
    path("queries/<str:code>/end/", views.end, name="end"),
    path("matters/", views.matters, name="matters"),
    path("matters/<int:motion_id>/", views.matter, name="matter"),
]
