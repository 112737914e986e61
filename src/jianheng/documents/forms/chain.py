"""Forms of the way to the signature."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.web.forms import Form

PASSED, RETURNED = "passed", "returned"


class CheckForm(Form):
    """What a checker found."""

    finding = forms.ChoiceField(
        label=_("Finding"),
        choices=((PASSED, _("In order")), (RETURNED, _("Return to the draft"))),
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Remarks or reasons"),
        help_text=_("Reasons are needed to return it: what is wrong and what has to change."),
        max_length=1000,
        widget=forms.Textarea,
        required=False,
    )


class ReturnForm(Form):
    """Why a document goes back to the draft."""

    reasons = forms.CharField(label=_("Reasons"), max_length=1000, widget=forms.Textarea)


class RefusalForm(Form):
    """Why the secretary does not sign."""

    reasons = forms.CharField(label=_("Reasons"), max_length=1000, widget=forms.Textarea)
