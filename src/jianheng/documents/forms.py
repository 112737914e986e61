"""The forms of the room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.council.forms import MoneyField
from jianheng.web.forms import CodeField, Form


class DraftForm(Form):
    """The elements of a draft (Art. 7.2)."""

    title = forms.CharField(label=_("Title"), max_length=160)
    basis = forms.CharField(
        label=_("Legal basis"),
        help_text=_("The law or policy it rests on; open to everyone."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    grounds = forms.CharField(
        label=_("Grounds"),
        help_text=_("Laws, surveys and expert opinions relied on."),
        max_length=4000,
        widget=forms.Textarea,
        required=False,
    )
    content = forms.CharField(
        label=_("Content"),
        help_text=_("Definite and measurable: what, how much, by when, by whom."),
        max_length=6000,
        widget=forms.Textarea,
        required=False,
    )
    money_total = MoneyField(label=_("Money needed (yuan)"), help_text=_("Enter 0 if none is needed."), required=False)
    money_source = forms.CharField(label=_("Source of the money"), max_length=200, required=False)
    money_plan = forms.CharField(
        label=_("Yearly plan of the money"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    main_recipients = forms.CharField(
        label=_("Main recipients"), help_text=_("Who carries it out."), max_length=300, required=False
    )
    copied_recipients = forms.CharField(label=_("Copied to"), max_length=300, required=False)
    issuer = forms.CharField(label=_("Issued by"), max_length=80, required=False)
    supersedes = CodeField(
        label=_("Supersedes"),
        help_text=_("The trace code of the document in force that this one replaces."),
        max_length=40,
        required=False,
    )


class RefusalForm(Form):
    """Why the secretary does not sign."""

    reasons = forms.CharField(label=_("Reasons"), max_length=1000, widget=forms.Textarea)
