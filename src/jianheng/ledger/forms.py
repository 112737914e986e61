"""The forms of the room."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.web.forms import Form


class RedactionForm(Form):
    """Which values of an entry are destroyed, and on which grounds (Art. 7.3)."""

    names = forms.MultipleChoiceField(
        label=_("Values to destroy"),
        help_text=_("They cannot be brought back. The entry keeps its place and its hashes."),
        widget=forms.CheckboxSelectMultiple,
    )
    grounds = forms.ChoiceField(
        label=_("Grounds of the redaction"),
        choices=(
            ("personal_data", _("Personal data that should not be here")),
            ("protection", _("Protection of a person")),
            ("court", _("Judgment of a court")),
            ("retention", _("The time for keeping it is over")),
        ),
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, values: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["names"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(values)


class ClearingForm(Form):
    """Why a log may go on after an incident (Art. 7.3)."""

    reason = forms.CharField(
        label=_("What was found, and why the log may go on"),
        help_text=_("It stands on the record with your name. Name no private person."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
