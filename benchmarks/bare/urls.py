"""The addresses of the site and ``/bare/``, which answers with two letters, or sends a form's sender back."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from jianheng.site import urls
from jianheng.web.pages import everyone, page


@page(everyone)
def bare(request: HttpRequest) -> HttpResponse:
    """A page that does nothing, or a form whose token is checked and whose act does nothing."""
    return HttpResponseRedirect("/bare/") if request.method == "POST" else HttpResponse("ok")


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
