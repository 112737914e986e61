"""The charter as data: its articles, parameters and words, and the versions that a county can make of it."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianheng.charter import (
    PROFILES,
    BadValue,
    Charter,
    Parameter,
    UnknownParameter,
    articles,
    check,
    fill,
    parameters,
    parts,
    placeholders,
    readings,
    show,
    vocabulary,
    word,
)
from jianheng.charter.values import Shape

SHARED = Path(__file__).parents[3] / "shared"
ARTICLES_PER_PART = (2, 6, 6, 9, 7, 5, 8, 5, 11, 7, 6, 3, 7, 7, 12, 6, 5, 5, 5)
ASCII_AFTER_HAN = re.compile(r"[\u4e00-\u9fff][!\"'(),.:;?]")
OFFICES = ("secretary", "discipline", "congress", "consultative", "executive")
TOPICS = ("strategy", "integrity", "legislation", "united_front", "livelihood")
OTHER_WORDS = (
    "for",
    "against",
    "abstain",
    "removal",
    "death",
    "resignation",
    "incapacity",
    "promotion",
    "term_end",
    "transfer",
    "none",
    "true",
    "false",
    "discipline_deputy",
)

# How the table of readings writes a value that the data write as a machine can read it.
AS_DATA = {
    ("merit.table", "股0.5+副科1+正科1+副处3+正处4.5"): (
        "clerk=0.5+deputy_section=1+section=1+deputy_division=3+division=4.5"
    ),
    ("rewards.points", "科4+处9+厅16"): "section=4+division=9+bureau=16",
    ("rewards.recruitment_threshold", "off"): "none",
    ("fault.window_months", "lifetime"): "none",
    ("appraisal.micro_delay_hours", "1-72"): "72",
}


def shared_file(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the specification {name} lies outside the repository and is not present")
    return path


def all_parameters() -> list[Parameter]:
    return list(parameters().values())


def profile_texts() -> list[tuple[str, str]]:
    return [(name, profile) for name in parameters() for profile in PROFILES]


class TestArticles:
    def test_every_part_has_all_its_articles_without_gaps(self) -> None:
        expected = [f"{part}.{n}" for part, count in enumerate(ARTICLES_PER_PART) for n in range(1, count + 1)]
        assert list(articles()) == expected

    def test_parts_run_from_0_to_18(self) -> None:
        assert [part.number for part in parts()] == list(range(19))

    def test_the_specification_has_no_other_article(self) -> None:
        text = shared_file("charter.md").read_text(encoding="utf-8")
        assert set(re.findall(r"\*\*(\d+\.\d+)\b", text)) == set(articles())

    @pytest.mark.parametrize("number", list(articles()))
    def test_an_article_speaks_both_languages_and_names_its_source(self, number: str) -> None:
        article = articles()[number]
        assert re.search(r"[\u4e00-\u9fff]", article.title.zh)
        assert re.search(r"[\u4e00-\u9fff]", article.text.zh)
        assert article.title.en
        assert article.text.en
        assert not re.search(r"[\u4e00-\u9fff]", article.title.en + article.text.en)
        assert re.match(r"S[03] ", article.source)

    @pytest.mark.parametrize("number", list(articles()))
    def test_both_languages_refer_to_the_same_parameters(self, number: str) -> None:
        text = articles()[number].text
        assert set(placeholders(text.zh)) == set(placeholders(text.en))
        assert set(placeholders(text.zh)) <= set(parameters())

    @pytest.mark.parametrize("number", list(articles()))
    @pytest.mark.parametrize("profile", PROFILES)
    def test_every_place_of_an_article_is_filled(self, number: str, profile: str) -> None:
        text = articles()[number].text
        shown = fill(text.zh, Charter(profile), language="zh") + fill(text.en, Charter(profile))
        assert "{" not in shown
        assert "}" not in shown

    @pytest.mark.parametrize("profile", PROFILES)
    def test_other_numbers_in_an_article_only_cite_articles(self, profile: str) -> None:
        for article in articles().values():
            bare = re.sub(r"\{[^}]*\}", "", article.text.zh)
            cited = re.findall(r"第(\d+\.\d+)条", bare)
            assert set(cited) <= set(articles()), article.number
            assert not re.search(r"\d", re.sub(r"第\d+\.\d+条", "", bare)), article.number


class TestChinese:
    def test_no_ascii_punctuation_follows_a_han_character(self) -> None:
        for text in chinese_texts():
            assert not ASCII_AFTER_HAN.search(text), text


def chinese_texts() -> Iterator[str]:
    for part in parts():
        yield part.title.zh
    for article in articles().values():
        yield from (article.title.zh, article.text.zh)
    for parameter in all_parameters():
        yield from (parameter.title.zh, parameter.unit.zh)
    for both in vocabulary().values():
        yield both.zh
    for reading in readings().values():
        yield from (reading.problem.zh, reading.fact.zh, reading.resolution.zh)


class TestParameters:
    @pytest.mark.parametrize(("name", "profile"), profile_texts())
    def test_a_parameter_reads_under_both_profiles(self, name: str, profile: str) -> None:
        assert show(Charter(profile).value(name), "zh")

    @pytest.mark.parametrize("name", list(parameters()))
    def test_a_parameter_has_titles_units_and_existing_articles(self, name: str) -> None:
        parameter = parameters()[name]
        assert parameter.title.zh
        assert parameter.title.en
        assert bool(parameter.unit.zh) == bool(parameter.unit.en)
        assert parameter.articles
        assert set(parameter.articles) <= set(articles())

    @pytest.mark.parametrize("name", list(parameters()))
    def test_numbers_are_bounded_and_words_are_listed(self, name: str) -> None:
        shape = parameters()[name].shape
        if shape.kind in ("int", "decimal", "fraction", "table"):
            assert shape.low is not None
            assert shape.high is not None
            assert shape.low <= shape.high
        if shape.kind in ("choice", "sequence", "table"):
            assert shape.options

    def test_titles_are_distinct(self) -> None:
        titles = [parameter.title.zh for parameter in all_parameters()]
        assert len(titles) == len(set(titles))

    @pytest.mark.parametrize("name", [name for name, one in parameters().items() if one.shape.low is not None])
    def test_a_number_beyond_its_bounds_is_refused(self, name: str) -> None:
        shape = parameters()[name].shape
        assert shape.low is not None
        assert shape.high is not None
        for number, reason in ((shape.low - 1, "at least"), (shape.high + 1, "at most")):
            text = "+".join(f"{key}={number}" for key in shape.options) if shape.kind == "table" else str(number)
            with pytest.raises(BadValue, match=reason):
                check(name, text)

    @pytest.mark.parametrize("name", [name for name, one in parameters().items() if one.shape.options])
    def test_a_wrong_word_is_refused(self, name: str) -> None:
        text = "mistake=1" if parameters()[name].shape.kind == "table" else "mistake"
        with pytest.raises(BadValue, match="must be"):
            check(name, text)

    def test_an_unknown_name_is_refused(self) -> None:
        with pytest.raises(UnknownParameter, match=r"council\.treshold"):
            Charter().value("council.treshold")

    @pytest.mark.parametrize("profile", PROFILES)
    def test_ordered_pairs_hold_in_both_profiles(self, profile: str) -> None:
        for lower in all_parameters():
            if lower.at_most:
                charter = Charter(profile)
                assert Decimal(show(charter.value(lower.name))) <= Decimal(show(charter.value(lower.at_most)))

    @pytest.mark.parametrize("topic", TOPICS)
    @pytest.mark.parametrize("profile", PROFILES)
    def test_each_topic_shares_out_300_with_one_member_at_100(self, topic: str, profile: str) -> None:
        weights = Charter(profile).table(f"council.weights_{topic}")
        assert set(weights) == set(OFFICES)
        assert sorted(weights.values()) == [20, 40, 60, 80, 100]

    def test_the_lead_of_each_topic(self) -> None:
        leads = [max(OFFICES, key=Charter().table(f"council.weights_{topic}").__getitem__) for topic in TOPICS]
        assert leads == list(OFFICES)

    @pytest.mark.parametrize("profile", PROFILES)
    def test_the_five_dimensions_of_the_assessment_sum_to_one(self, profile: str) -> None:
        charter = Charter(profile)
        opinion, other = (charter.decimal(f"assessment.{name}") for name in ("opinion_weight", "other_weight_each"))
        assert opinion + 4 * other == 1

    def test_the_table_of_readings_gives_the_same_values(self) -> None:
        with shared_file("readings.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        compared = 0
        for row in rows:
            names = [name.strip() for name in row["parameter"].split(";") if name.strip()]
            for profile in PROFILES:
                values = row[f"{profile}_value"].split(";") if names else []
                for name, written in zip(names, values, strict=True):
                    expected = AS_DATA.get((name, written.strip()), written.strip())
                    assert Charter(profile).text(name) == expected, (row["id"], name, profile)
                    compared += 1
        assert compared > 400

    def test_each_parameter_knows_the_readings_that_set_it(self) -> None:
        with shared_file("readings.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                for name in filter(None, (name.strip() for name in row["parameter"].split(";"))):
                    assert row["id"] in parameters()[name].readings

    def test_the_named_numbers_of_the_specification_are_the_values_as_written(self) -> None:
        text = shared_file("charter.md").read_text(encoding="utf-8")
        named = re.findall(r"\*([a-z_]+(?:\.[a-z_]+)+|quorum)\*\s*=\s*(\d+(?:/\d+)?%?)", text)
        assert len(named) > 30
        for name, number in named:
            place = f"{{{name}:%}}" if number.endswith("%") else f"{{{name}}}"
            assert fill(place, Charter()) == number, name

    def test_every_name_in_italics_of_the_specification_is_a_parameter(self) -> None:
        text = shared_file("charter.md").read_text(encoding="utf-8")
        names = set(re.findall(r"(?<!\*)\*([a-z_]+\.[a-z_]+)\*(?!\*)", text))
        assert "council.threshold" in names
        assert names <= set(parameters())

    def test_readings_and_parameters_cite_each_other(self) -> None:
        for reading in readings().values():
            assert set(reading.articles) <= set(articles()), reading.id
            for name in reading.parameters:
                assert reading.id in parameters()[name].readings, (reading.id, name)
        for parameter in all_parameters():
            assert set(parameter.readings) <= set(readings()), parameter.name


class TestWords:
    @pytest.mark.parametrize("code", [*OFFICES, *TOPICS, *OTHER_WORDS, *PROFILES])
    def test_offices_topics_marks_and_reasons_have_names(self, code: str) -> None:
        assert word(code, "zh")
        assert word(code, "en")

    def test_every_word_that_a_parameter_may_hold_has_a_name(self) -> None:
        options = {option for parameter in all_parameters() for option in parameter.shape.options}
        assert options <= set(vocabulary())

    def test_names_are_not_raw_codes(self) -> None:
        for code, both in vocabulary().items():
            assert re.search(r"[\u4e00-\u9fff]", both.zh), code
            assert both.en, code
            assert "_" not in both.en, code

    def test_a_word_of_no_charter_is_refused(self) -> None:
        with pytest.raises(BadValue, match="mayor"):
            word("mayor")


class TestCharter:
    def test_typed_accessors_give_typed_values(self) -> None:
        charter = Charter()
        assert charter.number("council.threshold") == 160
        assert charter.decimal("merit.key_lead") == Decimal(6)
        assert charter.fraction("quorum") == Fraction(2, 3)
        assert charter.flag("vetting.recuse_interested") is False
        assert charter.choice("primary.ballot") == "cumulative"
        assert charter.sequence("final.tie_chain") == ("fewer_against", "primary_total", "runoff", "lots")
        assert charter.table("merit.table")["deputy_division"] == 3

    def test_an_accessor_refuses_another_type(self) -> None:
        charter = Charter()
        with pytest.raises(TypeError, match=r"council\.threshold"):
            charter.decimal("council.threshold")
        with pytest.raises(TypeError, match=r"oath\.per_person"):
            charter.number("oath.per_person")
        with pytest.raises(TypeError, match=r"merit\.cap_per_year"):
            charter.decimal("merit.cap_per_year")

    def test_what_is_switched_off_reads_as_none_or_as_an_empty_list(self) -> None:
        assert Charter().number_or_none("fault.window_months") is None
        assert Charter("recommended").number_or_none("fault.window_months") == 60
        assert Charter().decimal_or_none("merit.cap_per_year") is None
        assert Charter("recommended").decimal_or_none("merit.cap_per_year") == 6
        assert Charter().sequence("council.extra_topics") == ()

    def test_an_amendment_holds_and_leaves_the_original_alone(self) -> None:
        before = Charter()
        after = before.amended({"council.threshold": "180"}, label="衡川县·2")
        assert (before.number("council.threshold"), after.number("council.threshold")) == (160, 180)
        assert (before.name, after.name) == ("as_written", "衡川县·2")

    def test_later_amendments_replace_earlier_ones(self) -> None:
        charter = Charter().amended({"term.max": "1", "final.rounds": "2"}).amended({"term.max": "3"})
        assert (charter.number("term.max"), charter.number("final.rounds")) == (3, 2)

    def test_an_amendment_to_the_same_text_changes_no_digest(self) -> None:
        assert Charter().amended({"council.threshold": "160"}, label="another").digest == Charter().digest

    def test_profiles_and_amendments_have_their_own_digests(self) -> None:
        digests = {Charter().digest, Charter("recommended").digest, Charter().amended({"term.max": "3"}).digest}
        assert len(digests) == 3

    def test_the_order_of_amendments_does_not_matter(self) -> None:
        changes = {"term.max": "3", "final.rounds": "2"}
        backwards = dict(reversed(changes.items()))
        assert Charter().amended(changes).digest == Charter().amended(backwards).digest

    @given(st.integers(min_value=20, max_value=300))
    def test_every_weight_within_bounds_can_be_the_threshold(self, weight: int) -> None:
        charter = Charter().amended({"council.threshold": str(weight)})
        assert charter.number("council.threshold") == weight
        assert (charter.digest == Charter().digest) == (weight == 160)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"council.threshold": "301"}, "at most 300"),
            ({"council.threshold": "160.5"}, "whole number"),
            ({"council.threshold": "many"}, "must be a number"),
            ({"final.majority": "1/0"}, "fraction"),
            ({"primary.ballot": "ranked"}, "one of cumulative, approval"),
            ({"vetting.recuse_interested": "yes"}, "true or false"),
            ({"triage.machine_closes": "true"}, "one of false"),
            ({"succession.line": "congress+discipline+consultative+executive"}, "discipline_deputy"),
            ({"succession.line": "congress+congress+discipline+discipline_deputy+consultative+executive"}, "twice"),
            ({"council.weights_strategy": "secretary=100+discipline=80"}, "must name congress"),
            ({"merit.table": "section=1+section=2"}, "twice"),
            ({"merit.table": "section"}, "name=number"),
            ({"merit.superior": "NaN"}, "finite"),
            ({"election.threshold": "6"}, "at most election.guardians"),
            ({"fault.resign_at": "3"}, "fault.warn_at"),
            ({"primary.votes": "5"}, "primary.max_per_candidate"),
        ],
    )
    def test_a_bad_amendment_is_refused_with_its_reason(self, changes: dict[str, str], reason: str) -> None:
        with pytest.raises(BadValue, match=re.escape(reason)):
            Charter().amended(changes)

    def test_parameters_that_bind_each_other_are_amended_together(self) -> None:
        charter = Charter().amended({"election.guardians": "7", "election.threshold": "6"})
        assert charter.number("election.threshold") == 6

    def test_an_amendment_of_no_parameter_is_refused(self) -> None:
        with pytest.raises(UnknownParameter):
            Charter().amended({"council.treshold": "160"})

    def test_a_profile_of_no_charter_is_refused(self) -> None:
        with pytest.raises(BadValue, match="as_written, recommended"):
            Charter("ideal")


class TestFill:
    def test_values_in_force_take_their_places(self) -> None:
        text = "不少于{council.threshold}票"
        assert fill(text, Charter()) == "不少于160票"
        assert fill(text, Charter().amended({"council.threshold": "180"})) == "不少于180票"

    def test_shares_tables_and_fractions(self) -> None:
        charter = Charter()
        assert fill("{assessment.opinion_weight:%}", charter) == "30%"
        assert fill("{assessment.other_weight_each:%}", charter) == "17.5%"
        assert fill("{final.majority}", charter) == "1/2"
        assert fill("{quorum:%}", charter) == "66.67%"
        assert fill("{merit.table[division]}", charter) == "4.5"

    def test_words_take_the_language_of_the_text(self) -> None:
        charter = Charter()
        assert fill("{council.default_topic}", charter, language="zh") == "全局战略"
        assert fill("{council.default_topic}", charter) == "strategy"
        assert fill("{final.tie_chain}", charter, language="zh").count("、") == 3
        assert fill("{rewards.points}", charter) == "section level 4, division level 9, bureau level 16"
        assert fill("{merit.cap_per_year}{oath.per_person}", charter, language="zh") == "无是"

    def test_text_without_places_stays_as_it_is(self) -> None:
        assert fill("一人一票 {} { x }", Charter()) == "一人一票 {} { x }"

    def test_an_unknown_name_is_refused(self) -> None:
        with pytest.raises(UnknownParameter):
            fill("{council.treshold}", Charter())

    @pytest.mark.parametrize("text", ["{merit.table[marshal]}", "{council.threshold[x]}", "{primary.ballot:%}"])
    def test_a_form_that_does_not_suit_the_value_is_refused(self, text: str) -> None:
        with pytest.raises(BadValue):
            fill(text, Charter())


class TestShape:
    def test_a_missing_value_is_only_read_where_it_is_permitted(self) -> None:
        assert Shape("int", nullable=True).read("none") is None
        with pytest.raises(BadValue, match="must be a number"):
            Shape("int").read("none")

    def test_a_fixed_flag_reads_only_as_fixed(self) -> None:
        shape = Shape("flag", options=("false",))
        assert shape.read("false") is False
        with pytest.raises(BadValue, match="one of false"):
            shape.read("true")

    def test_a_complete_sequence_keeps_its_order(self) -> None:
        assert Shape("sequence", options=("a", "b"), complete=True).read("b+a") == ("b", "a")
