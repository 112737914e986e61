"""Addresses of the register."""

from django.urls import path

from jianheng.people import views

app_name = "people"
urlpatterns = [
    path("", views.register, name="register"),
    path("mine/", views.mine, name="mine"),
    path("new/", views.new_person, name="new"),
    path("bodies/<slug:code>/", views.body, name="body"),
    path("<str:code>/", views.person, name="person"),
    path("<str:code>/account/", views.open_account, name="account"),
    path("<str:code>/tenures/begin/", views.begin_tenure, name="begin"),
    path("<str:code>/tenures/<int:pk>/end/", views.end_tenure, name="end"),
]
