"""Addresses of the offices and of the line of succession."""

from django.urls import path

from jianheng.offices import views

app_name = "offices"
urlpatterns = [
    path("", views.now_page, name="now"),
    path("line/", views.line, name="line"),
    path("line/audit/", views.audit, name="audit"),
    path("line/dereliction/", views.dereliction, name="dereliction"),
    path("line/dereliction/<str:code>/withdraw/", views.withdraw, name="withdraw"),
    path("teams/", views.teams, name="teams"),
    path("begin/<int:election_id>/", views.begin, name="begin"),
    path("teams/<int:pk>/", views.team, name="team"),
    path("teams/<int:pk>/pick/", views.pick, name="pick"),
    path("teams/<int:pk>/default/", views.default_pick, name="default"),
    path("teams/<int:pk>/vote/", views.vote, name="vote"),
    path("teams/<int:pk>/decline/", views.decline, name="decline"),
    path("vacancies/", views.vacancies, name="vacancies"),
    path("vacancies/new/", views.declare, name="declare"),
    path("vacancies/<int:pk>/", views.vacancy, name="vacancy"),
    path("vacancies/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("vacancies/<int:pk>/lift/", views.lift, name="lift"),
    path("eligibility/", views.eligibility, name="eligibility"),
]
