"""Addresses of the room. A printed document's QR code leads to ``/check/<trace code>/``."""

from django.urls import path

from jianheng.checking import views

app_name = "checking"
urlpatterns = [
    path("", views.index, name="index"),
    path("answer/", views.answer, name="answer"),
    path("policy.txt", views.policy, name="policy"),
    path("jianheng_verify.py", views.verifier, name="verifier"),
    path("<str:code>/", views.result, name="result"),
    path("<str:code>/evidence.json", views.evidence_file, name="evidence"),
    path("<str:code>/sha256.tlog-proof", views.proof_sha256, name="proof-sha256"),
    path("<str:code>/sm3.tlog-proof", views.proof_sm3, name="proof-sm3"),
    path("<str:code>/keys.json", views.keys, name="keys"),
    path("<str:code>/evidence.zip", views.pack, name="pack"),
]
