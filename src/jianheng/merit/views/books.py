"""The overview, a person's two books, the warning list."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone

from jianheng.charter import N_
from jianheng.merit import access, selectors
from jianheng.people import selectors as people
from jianheng.people import services as register
from jianheng.people.models import Person
from jianheng.rules import Forbidden
from jianheng.web.pages import Request, everyone, now, page, render

SHOWN = 20


@page(everyone)
def overview(request: Request) -> HttpResponse:
    """Every decision booked: with names and points for those entitled, on notice without them for everyone else."""
    county, today = request.officer.county, timezone.localdate()
    found = Paginator(selectors.bookings(county), SHOWN).get_page(request.GET.get("page"))
    insider = access.can_view_cases(request.officer)
    context = {
        "rows": selectors.rows(found.object_list, today),
        "page": found,
        "insider": insider,
        "appeals": list(selectors.open_appeals(county)) if access.can_book(request.officer) else [],
        "may_book": access.can_book(request.officer),
        "mine": request.officer.key,
    }
    return render(request, "merit/overview.html", context)


@page(everyone)
def bands(request: Request) -> HttpResponse:
    """The merit of the five offices in bands, at half-yearly dates."""
    as_of, shown = selectors.bands(request.officer.county, timezone.localdate())
    return render(request, "merit/bands.html", {"as_of": as_of, "bands": shown})


@page(everyone, article="18.5")
def books(request: Request, code: str) -> HttpResponse:
    """A person's two books in full for those entitled, each such read recorded; for everyone else not at all."""
    try:
        person = people.person(code)
    except Person.DoesNotExist:
        raise Http404 from None
    if not access.can_view_books(request.officer, person):
        raise Forbidden("18.3", N_("The books of a person are open to the person and to those who decide on them."))
    register.note_read(
        subject=person, what="merit.books", purpose="books of merit and fault", by=request.officer, at=now()
    )
    found = selectors.books(person, timezone.localdate())
    context = {"person": person, "books": found, "names": {person.code: person.name}}
    return render(request, "merit/books.html", context)


@page(access.can_view_cases, article="8.3")
def warnings(request: Request) -> HttpResponse:
    """Everyone whose fault has reached a threshold, and which procedure that opens."""
    found = selectors.warnings(request.officer.county, timezone.localdate())
    for one in found:
        register.note_read(
            subject=one.person, what="merit.warnings", purpose="warning list", by=request.officer, at=now()
        )
    context = {"warned": found, "names": {one.person.code: one.person.name for one in found}}
    return render(request, "merit/warnings.html", context)
