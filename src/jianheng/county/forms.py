"""Forms of the room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.charter import parameters
from jianheng.county.models import CalendarDay
from jianheng.web.forms import CodeField, DateField, Form
from jianheng.web.text import localised


def _parameter_choices() -> list[tuple[str, str]]:
    return [(name, f"{localised(found.title)} ({name})") for name, found in parameters().items()]


class AmendForm(Form):
    """One parameter, its new value, the day it comes into force, the reason."""

    name = forms.ChoiceField(label=_("Parameter"), choices=_parameter_choices)
    value = CodeField(
        label=_("New value"),
        help_text=_("Written as on the page of parameters: 160, 1/2, true, or words joined by +."),
        max_length=200,
    )
    effective_on = DateField(
        label=_("In force from"), help_text=_("A day after today; outcomes already stored keep their version.")
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=500)


class CalendarDayForm(Form):
    """A holiday or adjusted working day."""

    day = DateField(label=_("Day"))
    kind = forms.ChoiceField(label=_("What it is"), choices=CalendarDay.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the holiday"), max_length=60)
