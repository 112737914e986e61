"""Example content of the page of styles; nothing here is of any county."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from jianheng.charter import N_, Charter
from jianheng.rules import Refused
from jianheng.web.forms import CodeField, DateField, Form, PointsField, WholeNumberField

REASON = N_("This motion has already been decided.")
REMEDY = N_("Propose a new motion if circumstances have changed.")
SAYS = N_("{first} stands before {second}: {points} against {other} points.")
BARRED = N_("{person} may not hold the office of {office} again; the next in rank follows.")


class SpecimenForm(Form):
    """One field of each kind."""

    title = forms.CharField(label=gettext_lazy("Title of the matter"), max_length=80)
    code = CodeField(
        label=pgettext_lazy("specimen", "Trace code"), help_text=gettext_lazy("Spaces do not matter."), required=False
    )
    count = WholeNumberField(label=gettext_lazy("Votes counted"), min_value=0)
    points = PointsField(
        label=pgettext_lazy("specimen", "Points"), help_text=gettext_lazy("To one tenth, such as 86.5.")
    )
    on = DateField(label=gettext_lazy("Day of the meeting"), help_text=gettext_lazy("Such as 2026-11-21."))
    office = forms.ChoiceField(
        label=gettext_lazy("Which vote do you cast?"),
        choices=[("for", pgettext_lazy("specimen", "For")), ("against", pgettext_lazy("specimen", "Against"))],
        widget=forms.RadioSelect,
    )
    grounds = forms.CharField(label=pgettext_lazy("specimen", "Grounds"), widget=forms.Textarea, required=False)
    sure = forms.BooleanField(label=gettext_lazy("I have read the draft decision"))


def derivation() -> dict[str, Any]:
    """A derivation in JSON form."""
    here = Charter()
    names = ("council.threshold", "vetting.convener")
    return {
        "rule": "offices.assign",
        "articles": ["4.1", "4.2"],
        "charter": here.digest,
        "charter_label": here.name,
        "profile": here.profile,
        "amendments": {},
        "parameters": {name: here.text(name) for name in names},
        "facts": {
            "ranking": [{"person": "P000001", "points": "412.5"}, {"person": "P000002", "points": "398.0"}],
            "incumbent": "P000003",
            "on": "2026-11-21",
        },
        "steps": [
            {
                "article": "4.1",
                "text": SAYS,
                "values": {"first": "P000001", "second": "P000002", "points": "412.5", "other": "398.0"},
                "reading": "",
            },
            {
                "article": "11.1",
                "text": BARRED,
                "values": {"person": "P000003", "office": "secretary"},
                "reading": "R08",
            },
        ],
        "result": {"secretary": "P000001"},
    }


def context(form: SpecimenForm) -> dict[str, Any]:
    """Everything the page of styles shows."""
    rows = [
        ("P-001", "林若谷", Decimal("412.5")),
        ("P-002", "沈知远", Decimal("398.0")),
        ("P-003", "顾清和", Decimal("371.5")),
    ]
    return {
        "form": form,
        "derivation": derivation(),
        "names": {"P000001": "林若谷", "P000002": "沈知远", "P000003": "顾清和"},
        "refused": Refused("6.5", REASON, remedy=REMEDY),
        "head": [
            {"label": pgettext("specimen", "Code")},
            {"label": pgettext("specimen", "Name")},
            {"label": pgettext("specimen", "Points"), "number": True},
        ],
        "rows": rows,
        "steps": [
            {"label": pgettext("specimen", "Proposal"), "state": "done"},
            {"label": pgettext("specimen", "Sealed votes"), "state": "done"},
            {"label": pgettext("specimen", "Count"), "state": "current"},
            {"label": pgettext("specimen", "Publication"), "state": "later"},
        ],
        "tabs": [
            {"label": pgettext("specimen", "Open"), "url": "?", "current": True, "count": 3},
            {"label": pgettext("specimen", "Decided"), "url": "?tab=decided", "current": False, "count": 12},
        ],
        "meanings": [
            ("good", pgettext("specimen", "Carried")),
            ("attention", pgettext("specimen", "Explanation needed")),
            ("bad", pgettext("specimen", "Rejected")),
            ("info", pgettext("specimen", "Waiting")),
            ("neutral", pgettext("specimen", "Draft")),
        ],
        "facts": [(pgettext("specimen", "Proposed by"), "林若谷"), (pgettext("specimen", "Responsible"), "沈知远")],
        "chart": {
            "labels": [name for _code, name, _points in rows],
            "series": [
                {"name": pgettext("specimen", "Points"), "values": [float(points) for _code, _name, points in rows]}
            ],
            "unit": pgettext("specimen", "points"),
            "target": {"label": _("needed: 300"), "value": 300},
        },
        "page_of_list": Paginator(range(60), 20).page(2),
        "instant": datetime(2026, 11, 21, 7, 4, tzinfo=UTC),
        "day": date(2026, 11, 21),
        "score": Decimal("-12.5"),
    }
