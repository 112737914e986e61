"""Addresses of the furniture, under the name ``web``."""

from django.urls import path

from jianheng.web import views

app_name = "web"
urlpatterns = [
    path("display/", views.display, name="display"),
    path("language/", views.language, name="language"),
    path("_specimen/", views.specimen, name="specimen"),
]
