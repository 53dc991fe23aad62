"""Numbers are read one way, dates as they fall, headlines for their questions."""

import pytest

from narrows.errors import InputError
from narrows.scenario import load_scenario, scenario_from_dict

FUND = '[[fund]]\nname = "guidance fund"\namount = {}\n'


def read(amount):
    """The internal value of an amount, or the codes of what is wrong with it."""
    table = {"extends": "paired_aid", "fund": [{"name": "guidance fund", "amount": amount}]}
    try:
        return scenario_from_dict(table).fund[0].amount.values[0]
    except InputError as error:
        return [problem.code for problem in error.problems]


@pytest.mark.parametrize(("text", "code"), [
    ("0,200 billion CNY per year", "grouping"),
    ("00,200 million CNY per year", "grouping"),
    ("1,50 million CNY per year", "grouping"),
    ("1,5 million CNY per year", "grouping"),
    ("1,2345 million CNY per year", "grouping"),
    ("1234,567 million CNY per year", "grouping"),
    ("1.234,5 million CNY per year", "grouping"),
    ("10² million CNY per year", "digits"),
    ("10₂ million CNY per year", "digits"),
    ("1½ million CNY per year", "digits"),
    ("½ million CNY per year", "digits"),
    ("② million CNY per year", "digits"),
    ("2.000 million CNY per year", "doubtful"),
    ("12.500 million CNY per year", "doubtful"),
    ("200.000 million CNY per year", "doubtful"),
])  # fmt: skip
def test_a_number_that_can_be_read_in_two_ways_is_refused(text, code):
    """Decimal commas, powers and dots that may group thousands are asked about."""
    assert read(text) == [code]


@pytest.mark.parametrize(("text", "value"), [
    ("1,200 million CNY per year", 1200.0),
    ("1,234,567.5 CNY per year", 1.2345675),
    ("0.2 billion CNY per year", 200.0),
    ("0.200 billion CNY per year", 200.0),
    ("2.125 million CNY per year", 2.125),
    ("2.00 million CNY per year", 2.0),
    ("２亿元/年", 200.0),
    ("1e2 million CNY per year", 100.0),
])  # fmt: skip
def test_a_plain_number_is_read(text, value):
    """Thousands in groups of three, decimals after a point, digits of full width."""
    assert read(text) == value


def test_the_cure_is_said(write, typed):
    """The message offers the two numbers that may be meant."""
    told = typed("check", write("c", FUND.format('"2.000 million CNY per year"'))).stderr
    assert "2,000" in told
    assert '"2"' in told


LATE = [
    (FUND.format('{ 2028 = "200 million CNY per year" }'), "fund[guidance fund].amount"),
    ('[assistance]\nshare_of_revenue = { 2026 = "1 %" }', "assistance.share_of_revenue"),
    (
        '[[link]]\nkind = "orders"\namount = { 2026 = "1 million CNY per year" }',
        "link[orders].amount",
    ),
    (
        ('[[link]]\nkind = "secondment"\npeople = { 2026 = 3 }\n'
        'cost_per_head = "1 million CNY per year"'),
        "link[secondment].people",
    ),
    (
        ('[[quota]]\nname = "land"\nlimit = "10 %"\namount = { 2026 = 3 }\n'
        'capital_per_unit = "1 million CNY"'),
        "quota[land].amount",
    ),
    ("[general_fund]\namount = { 2026 = '260 billion CNY per year' }", "general_fund.amount"),
]


@pytest.mark.parametrize(("text", "key"), LATE)
def test_years_without_money_are_told(write, typed, text, key):
    """A dated value that begins after the programme says which years stay empty."""
    path = write("late", text)
    found = typed("check", path)
    assert found.exit_code == 0, found.stderr
    assert f"{key}: warning" in found.stderr
    assert "before 202" in found.stderr
    assert typed("check", "--strict", path).exit_code == 2


def test_a_date_that_covers_the_programme_is_silent(write, typed):
    """From the programme's first year on nothing is empty."""
    found = typed("check", write("early", FUND.format('{ 2024 = "200 million CNY per year" }')))
    assert (found.exit_code, found.stderr) == (0, "")


def test_the_keys_say_what_holds_before_the_first_year(typed):
    """The page of keys states the rule of dates."""
    assert "before the first year" in typed("docs", "keys").stdout


@pytest.mark.parametrize("headline", [
    [], ["gini"], ["recipients_province"], ["gini", "gini"], ["theil_l", "recipients_province"],
    ["recipients_province", "recipients_province"], ["recipients_province", "theil_l", "gini"],
    ["recipients_province", "spearman"], ["recipients_province", "left_bottom10"],
])  # fmt: skip
def test_headlines_are_one_for_each_question(headline):
    """One measure of the recipients, one of the whole gap that narrows in a known direction."""
    table = {"extends": "paired_aid", "verdict": {"headline": headline}}
    with pytest.raises(InputError) as caught:
        scenario_from_dict(table)
    assert {problem.key for problem in caught.value.problems} == {"verdict.headline"}


def test_headlines_that_answer_are_taken():
    """The recipients' ratio with any measure of the gap."""
    for gap in ("theil_l", "gini", "p90_p10", "bottom10_share", "absolute_gap"):
        table = {"extends": "paired_aid", "verdict": {"headline": ["recipients_province", gap]}}
        assert scenario_from_dict(table).verdict.headline[1] == gap


def test_a_verdict_before_the_first_payment_is_refused(codes):
    """What has not begun cannot be judged."""
    text = "[programme]\nstart = 2026\nend = 2029\n[verdict]\nhorizon = {}\n"
    assert codes(text.format(2025)) == ["verdict_before"]
    assert codes(text.format(2026)) == []


def test_a_goal_before_the_first_payment_is_refused(codes):
    """Nor can it be reached by then."""
    text = ('[programme]\nstart = 2026\nend = 2029\n'
            '[goal]\nmeasure = "theil_l"\nfall = "1 %"\nby = {}\n')  # fmt: skip
    assert codes(text.format(2025)) == ["verdict_before"]
    assert codes(text.format(2026)) == []


def test_overrides_read_numbers_the_same_way(write):
    """One reader, whoever writes."""
    with pytest.raises(InputError):
        load_scenario(write("s", ""), {"fund[guidance fund].amount": "0,200 billion CNY per year"})


def test_the_first_payment_is_that_of_the_first_instrument(codes):
    """Where all that is given is dated, a verdict before the first date is refused as well."""
    text = (
        '[programme]\nstart = 2024\nend = 2029\n[verdict]\nhorizon = {}\n[weak]\n'
        'select = {{ bottom = 9 }}\n[strong]\nselect = {{ top = 9 }}\n[pairing]\nrule = "rank"\n'
        '[[fund]]\nname = "late"\n'
        'amount = {{ 2025 = "0 CNY per year", 2027 = "1 billion CNY per year" }}\n'
    )
    assert codes(text.format(2026), extends="no_programme") == ["verdict_before"]
    assert codes(text.format(2027), extends="no_programme") == []
    bond = '[[bond]]\nname = "b"\nquota = "1 billion CNY"\nrate = "2 %"\nterm = "9 years"\n'
    assert codes(text.format(2026) + bond, extends="no_programme") == []


@pytest.mark.parametrize("measure", ["spearman", "left_bottom10"])
def test_a_goal_needs_a_measure_that_narrows(codes, measure):
    """A measure of movement has no way in which it is better."""
    text = f'[goal]\nmeasure = "{measure}"\nfall = "5 %"\nby = 2030\n'
    assert codes(text) == ["goal_measure"]
