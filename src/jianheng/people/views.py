"""Pages of the register of persons, bodies, posts and tenures."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jianheng.county import selectors as counties
from jianheng.people import access, selectors, services
from jianheng.people.forms import AccountForm, BeginForm, EndForm, PersonForm
from jianheng.people.models import Body, Person, Tenure
from jianheng.rules.roles import OFFICES
from jianheng.web.pages import Request, attempt, everyone, now, page, render, status_of

SHOWN_PER_BODY = 12
PER_PAGE = 100


def _person(code: str) -> Person:
    try:
        return selectors.person(code)
    except Person.DoesNotExist:
        raise Http404 from None


def _of_county(request: Request, code: str) -> Person:
    """The person with a code, of the officer's own county: another county's register is not kept here."""
    row = _person(code)
    if row.county.code != request.officer.county:
        raise Http404
    return row


@page(everyone)
def register(request: Request) -> HttpResponse:
    """The five offices, then every body with its posts and who holds them today."""
    held = selectors.first_tenures(request.officer.county, timezone.localdate(), SHOWN_PER_BODY)
    bodies = [
        (body, *held.get(body.pk, ((), 0)))
        for body in selectors.bodies(request.officer.county)
        if body.pk in held or body.kind != Body.Kind.BOARD
    ]
    context = {"bodies": bodies, "may_keep": access.can_keep_register(request.officer)}
    return render(request, "people/register.html", context)


@page(everyone)
def body(request: Request, code: str) -> HttpResponse:
    """One body and everyone in it today."""
    row = get_object_or_404(Body, county__code=request.officer.county, code=code)
    tenures = selectors.tenures_on(request.officer.county, timezone.localdate()).filter(post__body=row)
    shown = Paginator(tenures, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/body.html", {"body": row, "tenures": shown})


@page(everyone)
def person(request: Request, code: str) -> HttpResponse:
    """A person: posts held and left; personal data only for those entitled, and each such read is recorded."""
    row = _person(code)
    entitled = access.can_view_personal_data(request.officer, row)
    if entitled:
        services.note_read(
            subject=row, what="people.person", purpose="page of the person", by=request.officer, at=now()
        )
    context = {
        "person": row,
        "tenures": selectors.tenures_of(code),
        "entitled": entitled,
        "mine": request.officer.key == row.code,
        "may_keep": access.can_keep_register(request.officer),
        "offices": OFFICES,
    }
    return render(request, "people/person.html", context)


@page(access.can_view_reads, article="18.5")
def mine(request: Request) -> HttpResponse:
    """Who read my data, when and for what."""
    row = _person(request.officer.key)
    reads = list(selectors.reads_of(row, now())[:200])
    names = selectors.names(read.reader for read in reads)
    rows = [(read, names.get(read.reader, read.reader)) for read in reads]
    return render(request, "people/mine.html", {"person": row, "rows": rows})


@page(access.can_keep_register, article="18.5")
def new_person(request: Request) -> HttpResponse:
    """Enter a person."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        county = counties.county(request.officer.county)
        row = attempt(
            form,
            lambda: services.register_person(county=county, **form.cleaned_data, by=request.officer, at=now()),
        )
        if row is not None:
            messages.success(request, _("{name} is entered as {code}.").format(name=row.name, code=row.code))
            return redirect("people:person", row.code)
    return render(request, "people/new.html", {"form": form}, status=status_of(form))


@page(access.can_keep_register, article="18.5")
def open_account(request: Request, code: str) -> HttpResponse:
    """Open an account for a person."""
    row = _of_county(request, code)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = attempt(
            form, lambda: services.open_account(person=row, **form.cleaned_data, by=request.officer, at=now())
        )
        if account is not None:
            messages.success(request, _("The account {name} is open.").format(name=account.username))
            return redirect("people:person", code)
    return render(request, "people/account.html", {"form": form, "person": row}, status=status_of(form))


@page(access.can_keep_register, article="18.5")
def begin_tenure(request: Request, code: str) -> HttpResponse:
    """Put a person into a post."""
    row = _of_county(request, code)
    form = BeginForm(request.POST or None).for_county(request.officer.county)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.begin_tenure(person=row, **form.cleaned_data, by=request.officer, at=now()),
            names={row.code: row.name},
        )
        if done is not None:
            return redirect("people:person", code)
    return render(request, "people/begin.html", {"form": form, "person": row}, status=status_of(form))


@page(access.can_keep_register, article="18.5")
def end_tenure(request: Request, code: str, pk: int) -> HttpResponse:
    """Record that a tenure ends. The five offices end by rule, in the room of offices."""
    here = Tenure.objects.select_related("person", "post__body").filter(post__body__county__code=request.officer.county)
    tenure = get_object_or_404(here, pk=pk, person__code=code)
    if tenure.post.body.kind == Body.Kind.BOARD:
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: services.end_tenure(tenure=tenure, **form.cleaned_data, by=request.officer, at=now())
        )
        if done is not None:
            return redirect("people:person", code)
    context = {"form": form, "tenure": tenure, "person": tenure.person}
    return render(request, "people/end.html", context, status=status_of(form))
