"""Addresses of the demonstration."""

from django.urls import path

from jianheng.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.roles, name="roles"),
    path("path/", views.guided_path, name="path"),
    path("act-as/", views.act_as, name="act_as"),
    path("leave/", views.leave, name="leave"),
    path("members/<int:motion_id>/", views.let_members_act, name="members"),
]
