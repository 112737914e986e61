"""Which rule decides this? ``tools/where.py 纪委书记`` prints articles, readings, functions, file and line.

Looks in articles, readings, parameters, names and docstrings; understands a number (4.3), an id (R01) and
the name of a parameter (term.max) as well as any words.
"""

import sys
import textwrap
import unicodedata
from collections.abc import Iterable

from book import Cited, cited, functions_of, load, parameters_of, readings_of
from jianheng.charter import Article, Bilingual, Charter, articles
from jianheng.charter.texts import fill

SHOWN = 6


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("_", " ")


def _has(query: str, *texts: str | Bilingual) -> bool:
    both = (part for text in texts for part in ((text.zh, text.en) if isinstance(text, Bilingual) else (text,)))
    return any(query in _plain(part) for part in both)


def _function_matches(query: str, one: Cited) -> bool:
    return _has(query, one.citation.qualname, one.docstring)


def weight(query: str, article: Article) -> int:
    """How well an article answers: its number, then its title, its functions, parameters, text and readings."""
    if query in (article.number, f"art. {article.number}", f"第{article.number}条"):
        return 100
    own = [one for one in functions_of(article.number) if one.citation.articles[0] == article.number]
    scores = (
        (_has(query, article.title), 16),
        (any(_function_matches(query, one) for one in own), 8),
        (any(query == _plain(one.name) or _has(query, one.title) for one in parameters_of(article.number)), 8),
        (_has(query, article.text), 4),
        (any(query == _plain(one.id) for one in readings_of(article.number)), 32),
        (any(_has(query, one.problem, one.resolution) for one in readings_of(article.number)), 1),
    )
    return sum(score for matches, score in scores if matches)


def _indented(text: str, by: int = 4) -> str:
    return textwrap.indent(text, " " * by)


def _lines(article: Article) -> Iterable[str]:
    charter = Charter()
    yield f"Art. {article.number}  {article.title.zh}  {article.title.en}"
    yield _indented(fill(article.text.zh, charter, language="zh"))
    yield _indented(textwrap.fill(fill(article.text.en, charter, language="en"), 110))
    for parameter in parameters_of(article.number):
        values = " / ".join(dict.fromkeys(parameter.values.values()))
        yield f"  {parameter.name} = {values} {parameter.unit.zh}".rstrip()
    for reading in readings_of(article.number):
        yield f"  {reading.id}  {reading.resolution.zh}"
    for one in functions_of(article.number):
        under = f" [{', '.join(one.citation.readings)}]" if one.citation.readings else ""
        yield f"  {one.name}{under}"
        yield f"      {one.place}  {one.summary}"


def answer(query: str) -> list[str]:
    """The lines to print; empty if nothing is found."""
    load()
    plain = _plain(query.strip())
    ranked = sorted(articles().values(), key=lambda article: (-weight(plain, article), article.order))
    found = [article for article in ranked if weight(plain, article)]
    lines = [line for article in found[:SHOWN] for line in (*_lines(article), "")]
    if found[SHOWN:]:
        lines.append("另见 See also: " + "、".join(f"{one.number} {one.title.zh}" for one in found[SHOWN:]))
    told = {article.number for article in found[:SHOWN]}
    others = [one for one in cited() if _function_matches(plain, one) and not told & set(one.citation.articles)]
    return lines + [f"{one.name}  {one.place}" for one in others]


def main() -> int:
    """0 if something was found."""
    query = " ".join(sys.argv[1:]).strip()
    if not query:
        print("make where Q=纪委书记   Q=4.3   Q=R01   Q=term.max")
        return 2
    lines = answer(query)
    print("\n".join(lines) or f"没有条文或规则提到“{query}”。  No article or rule mentions “{query}”.")
    return not lines


if __name__ == "__main__":
    sys.exit(main())
