"""Forms of the offices. Where the charter decides there is no form."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.merit.forms import CountyForm, PersonField
from jianheng.offices.models import Audit, Vacancy
from jianheng.people.models import Person
from jianheng.rules.roles import OFFICES
from jianheng.web.forms import CodeField, DateField, Form
from jianheng.web.text import word


def _offices() -> list[tuple[str, str]]:
    return [(office.value, word(office.value)) for office in OFFICES]


class PickForm(Form):
    """One of the three, with reasons."""

    person = forms.ChoiceField(label=_("Executive"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea,
        max_length=500,
        help_text=_("Shown with the result; the pick decides three offices."),
    )

    def __init__(self, *args: Any, three: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.three = {person.code: person for person in three}
        choices = [(code, person.name) for code, person in self.three.items()]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField has them


class VoteForm(Form):
    """What the consultative conference decided on its sole candidate."""

    is_elected = forms.TypedChoiceField(
        label=_("The conference"),
        choices=(("yes", _("elects the candidate")), ("no", _("refuses the candidate"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


def _causes() -> list[tuple[str, str]]:
    by_rule = (Vacancy.Cause.TERM_END, Vacancy.Cause.SUCCESSION)
    return [(cause.value, str(cause.label)) for cause in Vacancy.Cause if cause not in by_rule]


class VacancyForm(Form):
    """An office that fell vacant today."""

    office = forms.ChoiceField(label=_("Office"), choices=_offices)
    cause = forms.ChoiceField(label=_("Cause"), choices=_causes)
    basis = CodeField(label=_("Basis"), max_length=80, help_text=_("Trace code of the document."))
    case_code = CodeField(
        label=_("Case"),
        max_length=40,
        required=False,
        help_text=_("Reference of the case that brought the secretary down, if one did."),
    )
    is_report_audited = forms.BooleanField(label=_("The report behind that case has been audited"), required=False)


class EligibilityForm(CountyForm):
    """A person, an office, and the day on which a term in it would begin."""

    person = PersonField(label=_("Person"))
    office = forms.ChoiceField(label=_("Office"), choices=_offices)
    on = DateField(label=_("Term begins on"))

    @classmethod
    def starting(cls, county: str, today: date) -> "EligibilityForm":
        """The form as first shown."""
        return cls(county=county, initial={"office": "secretary", "on": today})


class DayForm(Form):
    """A day to look at."""

    on = DateField(label=_("Line on"), required=False)


class AuditForm(Form):
    """An audit of the discipline secretary over a period."""

    starts_on = DateField(label=_("Period from"))
    ends_on = DateField(label=_("Period to"))
    outcome = forms.ChoiceField(
        label=_("What the audit found"), choices=Audit.Outcome.choices, widget=forms.RadioSelect
    )
    basis = CodeField(label=_("Basis"), max_length=80, help_text=_("Trace code of the document."))


class ReasonForm(Form):
    """Reasons in words."""

    reason = forms.CharField(label=_("Reasons"), widget=forms.Textarea, max_length=500)
