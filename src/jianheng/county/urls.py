"""Addresses of the charter and of everything kept under it."""

from django.urls import path

from jianheng.county import views

app_name = "county"
urlpatterns = [
    path("", views.book, name="book"),
    path("articles/<str:number>/", views.article, name="article"),
    path("parameters/", views.parameter_list, name="parameters"),
    path("readings/", views.reading_list, name="readings"),
    path("readings/<str:reading_id>/", views.reading, name="reading"),
    path("versions/", views.versions, name="versions"),
    path("versions/amend/", views.amend, name="amend"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/amend/", views.amend_day, name="amend_day"),
    path("applications/<int:pk>/", views.application, name="application"),
    path("applications/<int:pk>/derivation.json", views.application_json, name="application_json"),
]
