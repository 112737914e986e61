"""Chinese is set with Chinese punctuation, wherever a person may read it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AFTER_HAN = re.compile(r"[\u3400-\u9fff][,;:?!()]|\([\u3400-\u9fff]")
# What is not shown: template tags and variables, comments, tags with their attributes' names, code in backticks.
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)
MARKDOWN_CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)
# English sentences keep English punctuation around a Chinese word; a source is cited by its code.
NOT_CHINESE = re.compile(r"^(?:#|[a-z_]*_en\b|source\b)")
UNSHOWN = {".html": TEMPLATE_CODE, ".txt": TEMPLATE_CODE, ".md": MARKDOWN_CODE}


def shown_texts() -> list[Path]:
    package = ROOT / "src" / "jianheng"
    rooms = [path for kind in ("html", "txt", "po", "toml") for path in package.rglob(f"*.{kind}")]
    papers = [*ROOT.glob("*.md"), *ROOT.glob("docs/decisions/*.md"), *ROOT.glob("frontend/*.js")]
    return sorted([*rooms, *papers])


def faults(text: str, suffix: str) -> list[str]:
    if suffix in UNSHOWN:
        text = UNSHOWN[suffix].sub(lambda found: "\n" * found.group().count("\n") or " ", text)
    return [
        f"{line}: {content.strip()[:60]}"
        for line, content in enumerate(text.splitlines(), 1)
        if AFTER_HAN.search(content) and not NOT_CHINESE.match(content)
    ]


@pytest.mark.parametrize("path", shown_texts(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_ascii_punctuation_beside_a_han_character(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8"), path.suffix) == []


@pytest.mark.parametrize("wrong", ["通过, 公布", "是否通过?", "县理(常务副县长)", "理由:"])
def test_ascii_punctuation_is_found(wrong: str) -> None:
    assert faults(wrong, ".po")


@pytest.mark.parametrize(
    "right", ["通过，公布", "{% if a(b) %}通过{% endif %}", "县理（常务副县长）", "第 3 轮 (2026)"]
)
def test_correct_setting_passes(right: str) -> None:
    assert faults(right, ".html") == []
