"""Addresses of the interface; its own names lie in the namespace ``api-1``."""

from django.urls import path
from django.views.generic import RedirectView

from jianheng.api.interface import api
from jianheng.web.pages import everyone, page

to_docs = page(everyone)(RedirectView.as_view(pattern_name="api-1:openapi-view"))
urlpatterns = [
    path("", to_docs, name="api-start"),
    path("v1/", to_docs, name="api-version"),
    path("v1/", api.urls),
]
