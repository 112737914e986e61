"""Forms of the register."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from jianheng.people.models import Post, Tenure
from jianheng.web.forms import CodeField, DateField, Form


class PersonForm(Form):
    """A new person of the register."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("Name in Latin letters"), max_length=80)
    born_on = DateField(label=_("Born on"), required=False, help_text=_("Seen only by the person and the departments."))


class BeginForm(Form):
    """A post that a person takes up."""

    post = forms.ModelChoiceField(label=_("Post"), queryset=Post.objects.none())
    since = DateField(label=_("From"))
    basis = CodeField(label=_("Basis"), help_text=_("Trace code of the document or result."), max_length=80)

    def for_county(self, county: str) -> "BeginForm":
        """The form offering the posts of one county, the five offices left out: those follow from elections alone."""
        posts = Post.objects.select_related("body").filter(body__county__code=county).exclude(body__kind="board")
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]  # a ModelChoiceField has one
        return self


class AccountForm(Form):
    """An account for a person of the register."""

    username = CodeField(label=_("Account name"), max_length=60)
    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least ten characters; the person changes it and adds a second factor after signing in."),
        widget=forms.PasswordInput(render_value=False),
        strip=False,
    )

    def clean_password(self) -> str:
        """Refuse a weak password with the reasons of the validators."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class EndForm(Form):
    """When and why a tenure ends."""

    until = DateField(label=_("First day no longer held"))
    ending = forms.ChoiceField(label=_("Reason"), choices=Tenure.Ending.choices)
    basis = CodeField(label=_("Basis"), help_text=_("Trace code of the document or result."), max_length=80)
