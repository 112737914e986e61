"""Addresses of the home page and of the search; their names have no namespace, as every page's frame links them."""

from django.urls import path

from jianheng.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
]
