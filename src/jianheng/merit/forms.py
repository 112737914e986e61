"""Forms of the books of merit and fault."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jianheng.merit.models import Answer, Sanction
from jianheng.merit.services import Claim, Sanctioned
from jianheng.people.models import Person
from jianheng.rules import merit
from jianheng.rules.merit.reversal import GROUNDS
from jianheng.web.forms import DateField, Form, PointsField, compact
from jianheng.web.text import word


class PersonField(forms.CharField):
    """A person of the register, by code or by full name."""

    default_error_messages = {
        "unknown": _("The register has nobody of this code or name."),
        "several": _("Several persons bear this name; enter the code: {codes}."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Code or full name, such as P000012."))
        super().__init__(max_length=80, **kwargs)
        self.county = ""
        self.widget.attrs["class"] = "input-short"

    def clean(self, value: Any) -> Person | None:
        typed = " ".join(super().clean(value).split())
        if not typed:
            return None
        return self._one(typed)

    def _one(self, typed: str) -> Person:
        by = Q(code__iexact=compact(typed)) | Q(name_zh=compact(typed)) | Q(name_en__iexact=typed)
        found = list(Person.objects.select_related("county").filter(by, county__code=self.county).order_by("code")[:9])
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1:
            codes = ", ".join(person.code for person in found)
            raise forms.ValidationError(self.error_messages["several"].format(codes=codes), code="several")
        return found[0]


class ShareField(forms.CharField):
    """A share of one: 1/2, 0.5 or 50%."""

    default_error_messages = {"invalid": _("Enter a share such as 1/2, 0.5 or 50%.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, **kwargs)
        self.widget.attrs["class"] = "input-short"

    def clean(self, value: Any) -> Fraction:
        text = compact(super().clean(value))
        try:
            return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class CountyForm(Form):
    """A form that finds persons in one county."""

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.county = county


def _words(codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(code, word(code)) for code in codes]


MOST = 4
"""How many persons one form takes."""


def _numbered(label: str, number: int, count: int) -> str:
    return f"{label} {number}" if count > 1 else label


class CaseForm(CountyForm):
    """A closed case: when it closed, and rank and relations of everyone sanctioned in it."""

    def __init__(self, *args: Any, county: str, count: int = 1, **kwargs: Any) -> None:
        self.count = max(1, min(count, MOST))
        fields = {**self._case(), **self._sanctioned(self.count)}
        self.base_fields = fields  # type: ignore[misc]  # Django copies the fields of the instance
        super().__init__(*args, county=county, **kwargs)

    @staticmethod
    def _case() -> dict[str, forms.Field]:
        return {
            "closed_on": DateField(label=_("Case closed on")),
            "sanction_final_on": DateField(
                label=_("Sanction final since"),
                required=False,
                help_text=_("Leave empty while the sanction can still be appealed; merit is awarded only after."),
            ),
            "party": PersonField(
                label=_("Further party to the case"),
                required=False,
                help_text=_("Someone who must not decide on it, by code or full name."),
            ),
        }

    @staticmethod
    def _sanctioned(count: int) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for number in range(1, count + 1):
            fields = {
                "rank": (_("Rank of the person sanctioned"), forms.ChoiceField(choices=_words(merit.RANKS))),
                "standing": (_("Standing"), forms.ChoiceField(choices=Sanction.Standing.choices)),
                "person": (_("Person sanctioned"), PersonField(required=False)),
                "chief": (_("Their direct leader"), PersonField(required=False)),
                "led": (_("Someone whose direct leader they were"), PersonField(required=False)),
            }
            for name, (label, field) in fields.items():
                field.label = _numbered(str(label), number, count)
                found[f"{name}_{number}"] = field
        return found

    def sanctioned(self) -> list[Sanctioned]:
        """The persons sanctioned, as the service takes them."""
        data = self.cleaned_data
        return [
            Sanctioned(
                rank=data[f"rank_{number}"],
                person=data[f"person_{number}"],
                standing=data[f"standing_{number}"],
                chief=data[f"chief_{number}"],
                superior_of=[data[f"led_{number}"]] if data[f"led_{number}"] else [],
            )
            for number in range(1, self.count + 1)
        ]


class FinalForm(Form):
    """The day a sanction became final."""

    on = DateField(label=_("Sanction final since"))


class AwardForm(CountyForm):
    """The reporters of a case and the committee's split among them."""

    def __init__(self, *args: Any, county: str, count: int = 1, **kwargs: Any) -> None:
        self.count = max(1, min(count, MOST))
        systemic = PointsField(
            label=_("Points for a systemic finding or prevented harm"),
            required=False,
            help_text=_("Only if the committee grants them; the charter sets the range."),
        )
        fields = {**self._reporters(self.count), "systemic": systemic}
        self.base_fields = fields  # type: ignore[misc]  # Django copies the fields of the instance
        super().__init__(*args, county=county, **kwargs)

    @staticmethod
    def _reporters(count: int) -> dict[str, forms.Field]:
        contributions = [
            ("report", _("Report")),
            ("key_lead", _("Key lead")),
            ("passed_on", _("Passed on a report of someone else")),
        ]
        found: dict[str, forms.Field] = {}
        for number in range(1, count + 1):
            fields: dict[str, tuple[Any, forms.Field]] = {
                "person": (_("Reporter"), PersonField()),
                "contribution": (_("What they contributed"), forms.ChoiceField(choices=contributions)),
                "own_initiative": (
                    _("Opened on own initiative"),
                    forms.BooleanField(
                        required=False,
                        initial=True,
                        help_text=_("Cases referred to the discipline secretary count nothing for that office."),
                    ),
                ),
                "knew_on": (_("Knew of it since"), DateField(required=False)),
                "reported_on": (_("Reported on"), DateField(required=False)),
            }
            if count > 1:
                fields["share"] = (_("Share"), ShareField(help_text=_("All shares together are one.")))
            for name, (label, field) in fields.items():
                field.label = _numbered(str(label), number, count)
                found[f"{name}_{number}"] = field
        return found

    def claims(self) -> list[Claim]:
        """The reporters, as the service takes them."""
        data = self.cleaned_data
        return [
            Claim(
                person=data[f"person_{number}"],
                share=data.get(f"share_{number}", Fraction(1)),
                contribution=data[f"contribution_{number}"],
                own_initiative=data[f"own_initiative_{number}"],
                knew_on=data[f"knew_on_{number}"],
                reported_on=data[f"reported_on_{number}"],
            )
            for number in range(1, self.count + 1)
        ]


def _fault_kinds() -> list[tuple[str, str]]:
    return [
        ("subordinate", gettext("Serious corruption of a subordinate")),
        ("silence", gettext("Knowing silence about a colleague's major corruption")),
        ("suppression", gettext("Suppressing a case")),
        ("retaliation", gettext("Retaliation against a reporter")),
        ("leak", gettext("Leaking who reported")),
        ("own_corruption", gettext("Own corruption")),
    ]


class FaultForm(CountyForm):
    """A finding of fault."""

    kind = forms.ChoiceField(label=_("What is found"), choices=_fault_kinds)
    person = PersonField(label=_("Person at fault"), required=False, help_text=_("For every finding but the first."))
    direct_leader = PersonField(label=_("Direct leader"), required=False, help_text=_("For the first finding."))
    next_leader = PersonField(label=_("Next leader up"), required=False, help_text=_("For the first finding."))
    did_duty = forms.BooleanField(label=_("The next leader up had done the duty before"), required=False)
    gave_key_lead = forms.BooleanField(label=_("The next leader up had given a key lead"), required=False)
    reported_first = PersonField(label=_("Who reported first"), required=False)
    good_faith = forms.BooleanField(
        label=_("A listed error in good faith"), required=False, help_text=_("It is corrected and costs no points.")
    )


def _outcomes() -> list[tuple[str, str]]:
    return [
        (merit.NOT_UPHELD, gettext("Not upheld, in good faith")),
        (merit.KNOWING_FABRICATION, gettext("Knowing fabrication")),
        (merit.UPHELD, gettext("Upheld")),
    ]


class AccusationForm(CountyForm):
    """How a report ended for its author."""

    person = PersonField(label=_("Author of the report"))
    outcome = forms.ChoiceField(label=_("What is found"), choices=_outcomes)
    heard = forms.BooleanField(label=_("The author has been heard"), required=False)
    proof_of_knowledge = forms.BooleanField(
        label=_("There is clear proof that the author knew the report to be false"), required=False
    )


class AppealForm(Form):
    """What is wrong with a booking, in the appellant's words."""

    grounds = forms.CharField(
        label=_("What is wrong with this booking, and why"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("Only the committee and the person booked can read this."),
    )


class AnswerForm(Form):
    """The answer to an appeal."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Answer.Outcome.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea, max_length=2000)


def _grounds() -> list[tuple[str, str]]:
    names: Mapping[str, str] = {
        "acquittal": gettext("The sanction behind it did not stand"),
        "error": gettext("An error of the committee's own record"),
    }
    return [(ground, names[ground]) for ground in GROUNDS if ground in names]


class ReverseForm(Form):
    """Why a booking is countered."""

    ground = forms.ChoiceField(label=_("Ground"), choices=_grounds, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)
