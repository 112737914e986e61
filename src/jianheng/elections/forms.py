"""What people type in an election."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.elections.models import Election, Round
from jianheng.elections.selectors.pages import Line, persons_matching
from jianheng.elections.selectors.tally import Form as BallotKind
from jianheng.people.models import Person
from jianheng.rules.ballots import ABSTAIN, AGAINST, FOR
from jianheng.web.forms import CodeField, DateField, Form, WholeNumberField

NO_MARK = "none"
MARK_CHOICES = [
    (FOR, _("For")),
    (AGAINST, _("Against")),
    (ABSTAIN, _("Abstain")),
    (NO_MARK, _("No mark")),
]


class CallForm(Form):
    """A new election."""

    kind = forms.ChoiceField(label=_("Kind of election"), choices=Election.Kind.choices, widget=forms.RadioSelect)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=80)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    term_starts_on = DateField(label=_("First day of the term"))
    presiding = forms.ChoiceField(label=_("Presiding officer"), required=False)
    continuing = forms.MultipleChoiceField(
        label=_("In office and not up for election"),
        help_text=_("Only for a by-election: those whose seats stay as they are."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, presiding: Sequence[tuple[str, str]], seated: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        assert isinstance(fields["presiding"], forms.ChoiceField)
        assert isinstance(fields["continuing"], forms.ChoiceField)
        fields["presiding"].choices = [("", _("to be named")), *presiding]
        fields["continuing"].choices = list(seated)


class CandidateForm(Form):
    """One more candidate."""

    person = forms.CharField(label=_("Person"), help_text=_("The code, such as P000123, or the full name."))
    statement_zh = forms.CharField(
        label=_("Statement to the voters, in Chinese"), max_length=600, required=False, widget=forms.Textarea
    )
    statement_en = forms.CharField(
        label=_("Statement to the voters, in English"), max_length=900, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county

    def clean_person(self) -> Person:
        """The one person meant."""
        found = persons_matching(self.county, self.cleaned_data["person"].strip())
        if not found:
            raise forms.ValidationError(_("The register knows nobody of this code or name."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several persons bear this name; enter the code."))
        return found[0]


class SheetsForm(Form):
    """How many ballots to add to the series."""

    count = WholeNumberField(label=_("Number of ballots"), min_value=1)


class AccountForm(Form):
    """The box as counted."""

    returned = WholeNumberField(label=_("Ballots in the box"), min_value=0)
    not_returned = WholeNumberField(
        label=_("Ballots known to have been taken away"), min_value=0, required=False, initial=0
    )

    def clean_not_returned(self) -> int:
        return self.cleaned_data["not_returned"] or 0


class VoidForm(Form):
    """Why a round cannot be counted."""

    defect = forms.ChoiceField(
        label=_("Defect"),
        widget=forms.RadioSelect,
        choices=[
            (defect.value, defect.label)
            for defect in (Round.Defect.EXCESS, Round.Defect.INTERRUPTED, Round.Defect.SECRECY)
        ],
    )


class SpoilForm(Form):
    """A sheet taken back."""

    code = CodeField(label=_("Code on the spoiled sheet"), help_text=_("Four digits and the letter after them."))


class ContributionForm(Form):
    """A contribution to a draw of lots."""

    contribution = forms.CharField(label=_("Your contribution"), max_length=80, min_length=6)


class BallotForm(Form):
    """What stands on one sheet, a field per line of the ballot; ``marks`` gives it to the services."""

    is_unclear = forms.BooleanField(label=_("The voter's will cannot be read; the ballot is invalid"), required=False)

    def __init__(self, *args: Any, kind: BallotKind, lines: Sequence[Line], with_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.ballot_lines = kind, tuple(lines)
        if with_code:
            self.fields["code"] = CodeField(
                label=_("Code of the ballot"),
                help_text=_("Four digits and the letter after them, or scan the square."),
                widget=forms.TextInput(
                    attrs={
                        "class": "input-short",
                        "autofocus": True,
                        "autocomplete": "off",
                        "autocapitalize": "characters",
                    }
                ),
            )
        for line in self.ballot_lines:
            self.fields[_field(line)] = self._line_field(line)

    def _line_field(self, line: Line) -> forms.Field:
        if self.kind == "marks":
            return forms.ChoiceField(
                label=line.name, choices=MARK_CHOICES, widget=forms.RadioSelect(attrs={"class": "mark"}), required=False
            )
        if self.kind == "choice":
            return forms.BooleanField(label=line.name, required=False)
        return WholeNumberField(label=line.name, min_value=0, max_value=99, required=False)

    def clean(self) -> dict[str, Any]:
        """Each line of a ballot of marks is looked at on purpose: what bears no mark is entered as such."""
        data: dict[str, Any] = super().clean() or {}
        if self.kind == "marks" and not data.get("is_unclear"):
            for line in self.ballot_lines:
                if not data.get(_field(line)):
                    self.add_error(_field(line), _("Choose what stands in this line."))
        return data

    @property
    def rows(self) -> list[tuple[Line, forms.BoundField]]:
        """The lines with their fields, for the table."""
        return [(line, self[_field(line)]) for line in self.ballot_lines]

    @property
    def marks(self) -> Mapping[str, int | str]:
        """Key of a person -> what stands beside the name; lines without anything left out."""
        found: dict[str, int | str] = {}
        for line in self.ballot_lines:
            value = self.cleaned_data.get(_field(line))
            if self.kind == "marks" and value and value != NO_MARK:
                found[line.key] = str(value)
            elif self.kind != "marks" and value:
                found[line.key] = int(value)
        return found


def _field(line: Line) -> str:
    return f"line_{line.position}"
