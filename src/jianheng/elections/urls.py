"""Addresses of the elections."""

from django.urls import path

from jianheng.elections import views

app_name = "elections"
urlpatterns = [
    path("", views.election_list, name="list"),
    path("call/", views.call, name="call"),
    path("<int:pk>/", views.election, name="election"),
    path("<int:pk>/candidates/", views.candidates, name="candidates"),
    path("<int:pk>/result/", views.result, name="result"),
    path("<int:pk>/close-list/", views.close_list, name="close_list"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/open-primary/", views.open_primary, name="open_primary"),
    path("<int:pk>/open-final/", views.open_final, name="open_final"),
    path("<int:pk>/certify/", views.certify, name="certify"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("candidates/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("rounds/<int:pk>/", views.round_page, name="round"),
    path("rounds/<int:pk>/sheets/", views.sheets, name="sheets"),
    path("rounds/<int:pk>/ballots/", views.ballots, name="ballots"),
    path("rounds/<int:pk>/open/", views.open_round, name="open_round"),
    path("rounds/<int:pk>/account/", views.account, name="account"),
    path("rounds/<int:pk>/void/", views.void, name="void"),
    path("rounds/<int:pk>/roll/", views.roll, name="roll"),
    path("rounds/<int:pk>/spoil/", views.spoil, name="spoil"),
    path("rounds/<int:pk>/entry/", views.entry, name="entry"),
    path("rounds/<int:pk>/differences/", views.differences, name="differences"),
    path("rounds/<int:pk>/differences/<int:number>/", views.reconcile, name="reconcile"),
    path("rounds/<int:pk>/close-entry/", views.close_entry, name="close_entry"),
    path("rounds/<int:pk>/count/", views.count, name="count"),
    path("rounds/<int:pk>/counting-sheet/", views.counting_sheet, name="counting_sheet"),
    path("rounds/<int:pk>/next/", views.next_round, name="next_round"),
    path("rounds/<int:pk>/repeat/", views.repeat, name="repeat"),
    path("rounds/<int:pk>/runoff/", views.runoff, name="runoff"),
    path("rounds/<int:pk>/lots/", views.lots, name="lots"),
    path("draws/<int:pk>/", views.draw, name="draw"),
    path("draws/<int:pk>/commit/", views.commit, name="commit"),
    path("draws/<int:pk>/close/", views.close_commitments, name="close_commitments"),
    path("draws/<int:pk>/reveal/", views.reveal, name="reveal"),
    path("draws/<int:pk>/draw/", views.draw_now, name="draw_now"),
    path("draws/<int:pk>/repeat/", views.repeat_draw, name="repeat_draw"),
]
