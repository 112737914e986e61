"""Tags of the house, in every template without loading."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from jianheng.charter import Bilingual, Charter, articles, fill, readings
from jianheng.rules import Derivation, Refused, Step
from jianheng.rules.roles import OFFICES, Officer, Role
from jianheng.web import charts, navigation, text
from jianheng.web.display import Display
from jianheng.web.explanation import SHOWN_ITEMS, explain
from jianheng.web.forms import problems
from jianheng.web.links import address, article_address, reading_address

register = template.Library()

# One shape per meaning, so that a status never rests on colour alone; drawn by us, no inline style.
_SHAPES = {
    "good": '<path d="M1.5 6.5l3 3 6-7" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "attention": '<path d="M6 1l5.4 10H.6z" fill="currentColor"/>',
    "bad": '<path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "info": '<circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "neutral": '<path d="M1.5 6h9" fill="none" stroke="currentColor" stroke-width="2.2"/>',
}
_SEEN = "house-articles"


# --- the frame --------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def frame(context: Context) -> dict[str, Any]:
    """What the base page needs beyond its view: sections, tabs, my pages, display, addresses."""
    request = context.get("request")
    officer: Officer = getattr(request, "officer", None) or Officer.visitor("")
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    shown = navigation.sections(officer, here)
    return {
        "officer": officer,
        "roles": [text.word(role) for role in _by_weight(officer.roles) if role != Role.VISITOR],
        "sections": shown,
        "entries": next((section.entries for section in shown if section.current), ()),
        "tabs": navigation.entries(navigation.TABS, officer, here),
        "account": navigation.entries(navigation.ACCOUNT, officer, here),
        "display": getattr(request, "display", Display()),
        "chinese": text.is_chinese(),
        "home": address("home") or "/",
        "search": address("search"),
        "here": request.get_full_path() if request is not None else "/",
    }


def _by_weight(roles: Iterable[Role]) -> list[Role]:
    """Roles with the offices first and what many hold last."""
    rank = list(Role)
    return sorted(roles, key=lambda role: (role not in OFFICES, -rank.index(role)))


# --- words, numbers, times --------------------------------------------------------------------------


@register.simple_tag(name="word")
def word_tag(code: str) -> str:
    """A word of the charter's vocabulary in the reader's language."""
    return text.word(str(code))


@register.filter(name="word")
def word_filter(code: str) -> str:
    """The same as a filter."""
    return text.word(str(code))


@register.simple_tag
def gap() -> str:
    """The space between two sentences or after a colon: none in Chinese, whose full-width marks bring their own."""
    return "" if text.is_chinese() else " "


@register.filter(name="field")
def field_filter(name: str, of: str = "") -> str:
    """What a field of facts or of a ledger entry is called; ``of`` is its rule or event type."""
    return text.field_name(name, of) or name.replace("_", " ")


@register.simple_tag(name="localised")
def localised_tag(both: Bilingual) -> str:
    """The text of the charter in the reader's language."""
    return text.localised(both)


@register.filter(name="localised")
def localised_filter(both: Bilingual) -> str:
    """The same as a filter."""
    return text.localised(both)


@register.filter(name="value")
def value_filter(value: Any, names: Mapping[str, str] | None = None) -> str:
    """A plain value of facts as people write it, persons by name."""
    return text.value_text(value, names or {})


@register.simple_tag
def step(of: Step | Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """The sentence of one step of a derivation."""
    return text.step_text(of, names)


@register.simple_tag
def instant(at: datetime | None) -> str:
    """An instant in county time, ISO; an en dash where there is none."""
    if at is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), text.instant_text(at))


@register.simple_tag
def day(on: date | None) -> str:
    """A day in words; an en dash where there is none."""
    if on is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), text.day_text(on))


@register.simple_tag
def points(value: Decimal | int | None) -> str:
    """Points to the tenth, with a true minus sign."""
    return "–" if value is None else charts.number(Decimal(value).quantize(Decimal("0.1")))


@register.filter(name="points")
def points_filter(value: Decimal | int | None) -> str:
    """The same as a filter."""
    return points(value)


@register.simple_tag
def tag(meaning: str, words: str) -> SafeString:
    """A status tag: ``good``, ``attention``, ``bad``, ``info`` or ``neutral``, always a shape and the words."""
    if not str(words).strip():
        raise template.TemplateSyntaxError("a tag needs words: colour alone says nothing")
    shape = format_html(
        '<svg class="tag__shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{}</svg>',
        mark_safe(_SHAPES[meaning]),  # noqa: S308 - our own constant
    )
    return format_html('<span class="tag tag--{}">{}{}</span>', meaning, shape, words)


# --- citations --------------------------------------------------------------------------------------


@register.inclusion_tag("web/article.html", takes_context=True)
def article(context: Context, number: str) -> dict[str, Any]:
    """A citation: a link to the article and, once per page, a pop-over with what it says."""
    found = articles().get(str(number))
    seen = cast(dict[str, Any], context.render_context.dicts[0]).setdefault(_SEEN, set())
    first = number not in seen
    seen.add(number)
    return {
        "name": text.article_name(number),
        "url": article_address(number),
        "id": f"article-{str(number).replace('.', '-')}",
        "title": text.article_title(str(number)),
        "text": _in_force(context, found.text) if found and first else "",
        "known": found is not None,
    }


def _in_force(context: Context, both: Bilingual) -> str:
    version = context.get("charter_version")
    charter = version.charter if version is not None else Charter()
    return fill(text.localised(both), charter, language="zh" if text.is_chinese() else "en")


def _citation(name: str, url: str, title: str) -> str:
    """A citation's mark-up, made without a template: long lists hold hundreds of them."""
    if url:
        return format_html('<a class="cite" href="{}" title="{}">{}</a>', url, title, name)
    return format_html('<span class="cite" title="{}">{}</span>', title, name)


@register.simple_tag
def cite(number: str) -> str:
    """A citation as a plain link, for places with many of them."""
    return _citation(text.article_name(number), article_address(number), text.article_title(number))


@register.simple_tag
def reading(identifier: str) -> str:
    """A link to a reading, titled with how it settles the doubtful place."""
    found = readings().get(identifier)
    title = text.localised(found.resolution) if found else ""
    return _citation(gettext("Reading {id}").format(id=identifier), reading_address(identifier), title)


@register.inclusion_tag("web/why.html")
def why(
    derivation: Derivation[Any] | Mapping[str, Any],
    names: Mapping[str, str] | None = None,
    application: object = None,
    summary: str = "",
    *,
    whole: bool = False,
    facts: bool = True,
) -> dict[str, Any]:
    """The drawer under a result: rule, steps, facts, parameters, articles, charter version, digests, replay.

    ``whole`` opens it and shows every fact, for the page of the application itself; ``facts=False`` leaves
    the facts out for a reader who is not entitled to them.
    """
    shown = explain(derivation, names, application, limit=None if whole else SHOWN_ITEMS)
    return {"why": shown, "summary": summary, "whole": whole, "facts": facts}


@register.inclusion_tag("web/refusal.html", takes_context=True)
def refusal(context: Context, refused: Refused, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A refusal with its reason, article and remedy."""
    return {"refused": refused, "names": names, "request": context.get("request")}


@register.simple_tag
def reason(refused: Refused, names: Mapping[str, str] | None = None) -> str:
    """Why an act is refused, in the reader's language."""
    return text.reason_text(refused, names)


@register.simple_tag
def remedy(refused: Refused, names: Mapping[str, str] | None = None) -> str:
    """What can be done about a refusal, in the reader's language."""
    return text.remedy_text(refused, names)


# --- forms, charts, pages ---------------------------------------------------------------------------


@register.inclusion_tag("web/forms/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """What is wrong with a form as sent; nothing at all if nothing is."""
    return {
        "problems": problems(form) if form is not None and form.is_bound else [],
        "refused": getattr(form, "refusal", None),
    }


@register.inclusion_tag("web/chart.html")
def chart(kind: str, identifier: str, data: Mapping[str, Any], title: str) -> dict[str, Any]:
    """A chart with its finding as title, its table behind it, and bars also drawn by the server.

    ``data`` as in `charts.table`; the script finds it under the id ``identifier``.
    """
    return {
        "kind": kind,
        "id": identifier,
        "title": title,
        "unit": data.get("unit", ""),
        "json": json_script(dict(data), identifier),
        "head": [series["name"] for series in data["series"]],
        "rows": charts.table(data),
        "bars": charts.bars(data) if kind == "bars" else None,
    }


@register.inclusion_tag("web/partials/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links between the pages of a list, keeping the rest of the query; nothing for a single page."""
    query = context["request"].GET.copy()

    def link(number: int) -> str:
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }
