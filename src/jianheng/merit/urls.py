"""Addresses of the books of merit and fault."""

from django.urls import path

from jianheng.merit import views

app_name = "merit"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("books/<str:code>/", views.books, name="books"),
    path("bands/", views.bands, name="bands"),
    path("warnings/", views.warnings, name="warnings"),
    path("bookings/<str:code>/", views.booking, name="booking"),
    path("bookings/<str:code>/appeal/", views.appeal, name="appeal"),
    path("bookings/<str:code>/reverse/", views.reverse_booking, name="reverse"),
    path("appeals/<int:pk>/", views.answer, name="answer"),
    path("cases/", views.cases, name="cases"),
    path("cases/new/", views.register, name="register"),
    path("cases/<str:code>/", views.case, name="case"),
    path("cases/<str:code>/final/", views.final_sanction, name="final"),
    path("cases/<str:code>/award/", views.award, name="award"),
    path("cases/<str:code>/fault/", views.fault, name="fault"),
    path("cases/<str:code>/report/", views.accusation, name="accusation"),
]
