"""Forms of drafting: from scratch, completing, recipients."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from jianheng.council.forms import MoneyField
from jianheng.documents.models import RECEIPT_DAYS, Addressee, Document
from jianheng.people.models import Body
from jianheng.web.forms import CodeField, Form, WholeNumberField

SCRATCH_KINDS = [(kind.value, kind.label) for kind in Document.Kind if kind != Document.Kind.DECISION]


class MatterForm(Form):
    """A matter of which one asks whether it must be a document (Art. 7.1)."""

    matter = forms.ChoiceField(
        label=_("Kind of matter"),
        choices=Document.Matter.choices,
        initial=Document.Matter.ORDINARY,
        widget=forms.RadioSelect,
    )
    money_total = MoneyField(label=_("Money needed (yuan)"), help_text=_("Enter 0 if none is needed."), required=False)


class ScratchForm(MatterForm):
    """A document that carries no decision."""

    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("What it is about; the title is made from it."),
        max_length=120,
    )
    kind = forms.ChoiceField(
        label=_("Kind of document"),
        help_text=_("A decision is drafted from what the council decided."),
        choices=SCRATCH_KINDS,
        initial=Document.Kind.NOTICE,
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "subject", "matter", "money_total")


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
        label=_("Further main recipients"),
        help_text=_("Bodies outside the register; those of the register are chosen on a page of their own."),
        max_length=300,
        required=False,
    )
    copied_recipients = forms.CharField(label=_("Further copies to"), max_length=300, required=False)
    issuer = forms.CharField(label=_("Issued by"), max_length=80, required=False)
    supersedes = CodeField(
        label=_("Supersedes"),
        help_text=_("The trace code of the document in force that this one replaces as a whole."),
        max_length=40,
        required=False,
    )
    corrects = CodeField(
        label=_("Corrects"),
        help_text=_("The trace code of the document that stays in force as corrected."),
        max_length=40,
        required=False,
    )
    corrected = forms.CharField(
        label=_("What is corrected"),
        help_text=_("Where it stands, what it says and how it reads now."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    matter = forms.ChoiceField(
        label=_("Kind of matter"), choices=Document.Matter.choices, widget=forms.RadioSelect, required=False
    )


class RecipientsForm(Form):
    """Which bodies of the register a document goes to: one choice for each of them."""

    receipt_days = WholeNumberField(
        label=_("Receipts within (working days)"),
        help_text=_("How long the bodies have to acknowledge it."),
        initial=RECEIPT_DAYS,
        min_value=1,
        max_value=30,
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], chosen: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names: dict[str, str] = {}
        for body in bodies:
            name = f"to_{body.pk}"
            self._names[name] = body.code
            self.fields[name] = forms.ChoiceField(
                label=body.name,
                choices=[("", "–"), *Addressee.Kind.choices],
                initial=chosen.get(body.pk, ""),
                required=False,
            )

    def rows(self) -> Iterator[BoundField]:
        """The choices of the bodies, in register order."""
        return (self[name] for name in self._names)

    def codes(self, kind: str) -> list[str]:
        """The codes of the bodies chosen as recipients of a kind."""
        return [code for name, code in self._names.items() if self.cleaned_data[name] == kind]
