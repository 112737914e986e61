"""Forms of instructions and of their refusal."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.documents.forms.drafting import MatterForm
from jianheng.people.models import Body
from jianheng.web.forms import CodeField, Form


class InstructionForm(MatterForm):
    """A new instruction to a department."""

    body = forms.ChoiceField(label=_("Department"))
    title = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(
        label=_("What is to be done"),
        help_text=_("Definite and measurable: what, how much, by when."),
        max_length=4000,
        widget=forms.Textarea,
    )
    document = CodeField(
        label=_("Document it rests on"),
        help_text=_("The trace code of a document in force. Left empty, the instruction is oral."),
        max_length=40,
        required=False,
    )
    field_order = ("body", "title", "text", "document", "matter", "money_total")

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Please choose")), *((body.code, body.name) for body in bodies)]


class LinkForm(Form):
    """The document that an oral instruction became."""

    document = CodeField(
        label=_("Trace code of the document"), help_text=_("It must be issued and in force."), max_length=40
    )


class GroundsForm(Form):
    """Why a department refuses an instruction."""

    grounds = forms.CharField(
        label=_("Grounds"),
        help_text=_("Name no persons; whoever gave the instruction reads this."),
        max_length=2000,
        widget=forms.Textarea,
    )


class FindingForm(Form):
    """What discipline found about a refusal."""

    finding = forms.CharField(label=_("What was found"), max_length=2000, widget=forms.Textarea)


class PurposeForm(Form):
    """Why one has to know who refused."""

    purpose = forms.CharField(label=_("Purpose"), help_text=_("The person concerned will read it."), max_length=200)
