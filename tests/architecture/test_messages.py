"""Every text that a person meets has its Chinese, and the rulebook says what the code says."""

from pathlib import Path

import polib
import pytest

import messages
import rulebook


def test_every_message_has_its_chinese_and_none_is_unused() -> None:
    assert messages.faults() == []


def test_a_translation_that_loses_a_named_place_is_reported() -> None:
    entry = polib.POEntry(msgid="{person} holds {post}.", msgstr="{person}任{posts}。")
    assert list(messages._wrong_places(entry)) == ["'{person} holds {post}.': differing places post, posts"]


def test_texts_are_found_in_templates_and_in_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    page, module = tmp_path / "page.html", tmp_path / "module.py"
    page.write_text('{% load i18n %}\n  <p>it\'s {% translate "The line" %}</p>\n    {{ x|default:_("none") }}')
    module.write_text('N_("{a} of "\n   "{b}")\nngettext("one vote", "{n} votes", 3)')
    found = [message.text for path in (page, module) for message in messages._messages(path)]
    assert found == ["The line", "none", "{a} of {b}", "one vote"]


def test_the_rulebook_is_fresh() -> None:
    assert rulebook.is_fresh(), "run make rulebook"
