"""The forms of the room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jianheng.web.forms import CodeField, Form


class CodeForm(Form):
    """A trace code, typed from paper."""

    code = CodeField(
        label=_("Trace code"),
        max_length=80,
        help_text=_("It stands at the foot of the paper, such as HENG-2026-7K3M9QXTB4; the digest does too."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
