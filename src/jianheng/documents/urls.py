"""Addresses of the room. A document's page is found by its trace code."""

from django.urls import path

from jianheng.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="index"),
    path("draft/<int:motion_id>/", views.draft, name="draft"),
    path("<str:code>/", views.document, name="document"),
    path("<str:code>/print/", views.printed, name="print"),
    path("<str:code>/edit/", views.edit, name="edit"),
    path("<str:code>/issue/", views.issue, name="issue"),
    path("<str:code>/refuse/", views.refuse, name="refuse"),
]
