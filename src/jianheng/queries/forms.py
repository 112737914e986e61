"""The forms of the room."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jianheng.queries.models import Query
from jianheng.queries.selectors import type_choices
from jianheng.web.forms import CodeField, DateField, Form


class QueryForm(Form):
    """A query of the record (Art. 7.4)."""

    reference = forms.CharField(
        label=_("Case or matter"), help_text=_("The number under which your body keeps it."), max_length=80
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Query.Purpose.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("What is to be verified, and why the record is needed for it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    basis = forms.CharField(label=_("Legal basis"), help_text=_("The law and its article."), max_length=300)
    scope = forms.ChoiceField(label=_("Scope"), choices=Query.Scope.choices, widget=forms.RadioSelect)
    target = CodeField(
        label=_("What exactly"),
        help_text=_(
            "By scope: the trace code of the entry or the document, the number of the item, or the code of the "
            "officer, such as P000123. Empty for a period."
        ),
        max_length=40,
        required=False,
    )
    since = DateField(label=_("From"), help_text=_("For an officer or a period."), required=False)
    until = DateField(label=_("To"), help_text=_("For an officer or a period; today at the latest."), required=False)
    types = forms.MultipleChoiceField(
        label=_("Kinds of entries"),
        help_text=_("To narrow an officer or a period; none chosen means all kinds."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(word, gettext(title)) for word, title in type_choices()]
        self.fields["types"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField has them
