"""Addresses of the room. A document's page is found by its trace code."""

from django.urls import path

from jianheng.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("matters/", views.matters, name="matters"),
    path("inbox/", views.inbox, name="inbox"),
    path("instructions/", views.instructions, name="instructions"),
    path("instructions/new/", views.instruct, name="instruct"),
    path("instructions/<str:code>/", views.instruction, name="instruction"),
    path("instructions/<str:code>/receive/", views.receive, name="receive"),
    path("instructions/<str:code>/refuse/", views.decline, name="decline"),
    path("instructions/<str:code>/link/", views.link, name="link"),
    path("instructions/<str:code>/draft/", views.write, name="write"),
    path("refusals/", views.refusals, name="refusals"),
    path("refusals/<str:code>/", views.refusal, name="refusal"),
    path("refusals/<str:code>/who/", views.refuser, name="refuser"),
    path("draft/<int:motion_id>/", views.draft, name="draft"),
    path("<str:code>/", views.document, name="document"),
    path("<str:code>/pdf/", views.pdf, name="pdf"),
    path("<str:code>/edit/", views.edit, name="edit"),
    path("<str:code>/recipients/", views.recipients, name="recipients"),
    path("<str:code>/submit/", views.submit, name="submit"),
    path("<str:code>/check/<str:role>/", views.examine, name="examine"),
    path("<str:code>/send/", views.send, name="send"),
    path("<str:code>/return/", views.give_back, name="return"),
    path("<str:code>/issue/", views.issue, name="issue"),
    path("<str:code>/refuse/", views.refuse, name="refuse"),
    path("<str:code>/acknowledge/", views.acknowledge, name="acknowledge"),
]
