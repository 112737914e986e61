"""The forms of the room."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.council.models import Option
from jianheng.rules.weighing import ABSTAIN, BOARD
from jianheng.web.forms import Form, compact
from jianheng.web.text import word

WINDOWS = ((1, _("one hour")), (4, _("four hours")), (24, _("one day")), (72, _("three days")))
MATTERS = (
    ("policy", _("a matter of policy")),
    ("open_inquiry", _("opening an inquiry into a person")),
    ("evidence", _("the evidence of a case")),
    ("appeal", _("an appeal")),
)


class MoneyField(forms.DecimalField):
    """A sum in yuan; full-width digits, spaces and thousands separators do not matter."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Enter a sum in yuan, such as 1200000.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=15, decimal_places=2, **kwargs)
        self.widget.attrs.update(inputmode="decimal", **{"class": "input-short"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs make it a whole number
        if isinstance(value, str):
            value = compact(value).replace(",", "").replace("，", "")
        number: Decimal | None = super().to_python(value)
        return number


def _offices() -> list[tuple[str, str]]:
    return [(office, word(office)) for office in BOARD]


def _choices(topics: Iterable[str]) -> list[tuple[str, str]]:
    return [(topic, word(topic)) for topic in topics]


class MotionForm(Form):
    """A new item."""

    title = forms.CharField(label=_("Title"), max_length=120)
    content = forms.CharField(
        label=_("What is to be decided"),
        help_text=_("Definite and measurable: what, how much, by when, by whom."),
        max_length=4000,
        widget=forms.Textarea,
    )
    options = forms.CharField(
        label=_("Options"),
        help_text=_("One option on each line, at least two. Leaving things as they are is an option too."),
        max_length=1600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    topic = forms.ChoiceField(
        label=_("Topic"),
        help_text=_("The topic decides the weights; the members confirm it or object to it."),
        widget=forms.RadioSelect,
    )
    also = forms.MultipleChoiceField(
        label=_("Further topics it belongs to"),
        help_text=_("An item of several topics has to be split."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    matter = forms.ChoiceField(
        label=_("Kind of matter"),
        choices=MATTERS,
        initial="policy",
        widget=forms.RadioSelect,
    )
    grounds = forms.CharField(
        label=_("Grounds"),
        help_text=_("Laws, surveys and expert opinions relied on."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    money_total = MoneyField(label=_("Money needed (yuan)"), help_text=_("Enter 0 if none is needed."), required=False)
    money_source = forms.CharField(label=_("Source of the money"), max_length=200, required=False)
    money_plan = forms.CharField(
        label=_("Yearly plan of the money"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, topics: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("topic", "also"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _choices(topics)

    def clean_options(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]


class BoundaryForm(Form):
    """One boundary checked."""

    kept = forms.TypedChoiceField(
        label=_("Is this boundary kept?"),
        choices=(("yes", _("Kept")), ("no", _("Not kept: the vote is blocked"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        help_text=_("The law, plan, budget line with its amount and what remains of it, or record relied on."),
        max_length=1000,
        widget=forms.Textarea,
    )


class RecusalForm(Form):
    """A recusal; the legal officer names the office, a member declares the own."""

    office = forms.ChoiceField(label=_("Office"), choices=_offices)
    reason = forms.CharField(
        label=_("Conflict of interest"),
        help_text=_("Seen by the members and the council's officers. The record carries only its digest."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, office: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if office:
            del self.fields["office"]


class AbsenceForm(Form):
    """An absence from the meeting."""

    office = forms.ChoiceField(label=_("Office"), choices=_offices)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class OpinionForm(Form):
    """A written opinion."""

    text = forms.CharField(
        label=_("Opinion"),
        help_text=_("The others read it once the lead has spoken."),
        max_length=2000,
        widget=forms.Textarea,
    )


class OpenForm(Form):
    """How long votes can be cast."""

    hours = forms.TypedChoiceField(
        label=_("How long votes can be cast"),
        help_text=_("All votes open together as soon as everyone has voted, or when this time is over."),
        choices=WINDOWS,
        initial=24,
        coerce=int,
        widget=forms.RadioSelect,
    )


class VoteForm(Form):
    """One vote: an option, or abstaining."""

    choice = forms.ChoiceField(label=_("Your vote"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, options: list[Option], standing: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(option.key, f"{option.key} {option.title}") for option in options if option.key in standing]
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*shown, (ABSTAIN, _("Abstain"))]


class ReturnForm(Form):
    """Why an item is returned."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
