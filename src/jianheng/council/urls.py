"""Addresses of the room."""

from django.urls import path

from jianheng.council import views

app_name = "council"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:motion_id>/", views.motion, name="motion"),
    path("<int:motion_id>/print/", views.printed, name="print"),
    path("<int:motion_id>/status/", views.status, name="status"),
    path("<int:motion_id>/topic/stand/", views.stand, name="stand"),
    path("<int:motion_id>/topic/agree/", views.agree, name="agree"),
    path("<int:motion_id>/topic/settle/", views.settle, name="settle"),
    path("<int:motion_id>/boundaries/<slug:name>/", views.boundary, name="boundary"),
    path("<int:motion_id>/recusal/", views.recusal, name="recusal"),
    path("<int:motion_id>/absence/", views.absence, name="absence"),
    path("<int:motion_id>/opinion/", views.opinion, name="opinion"),
    path("<int:motion_id>/spoke/", views.spoke, name="spoke"),
    path("<int:motion_id>/open/", views.open_vote, name="open"),
    path("<int:motion_id>/vote/", views.vote, name="vote"),
    path("<int:motion_id>/close/", views.close, name="close"),
    path("<int:motion_id>/return/", views.send_back, name="return"),
]
