"""Names of items: a near miss asks, and only a file can make a new one."""

import pytest

from narrows.scenario import load_scenario

AMOUNT = 'amount = "100 million CNY per year"\n'


@pytest.mark.parametrize("name", [
    "Guidance fund", "guidance  fund", "guidance fund ", " guidance fund", "guidence fund",
    "guidance funds", "guidnace fund", "guidance-fund", "ｇuidance fund", "guidance\u00a0fund",
])  # fmt: skip
def test_a_near_miss_of_a_parents_name_is_asked_about(codes, name):
    """Case, blanks, one letter: no second fund is paid beside the first."""
    assert codes(f'[[fund]]\nname = "{name}"\n{AMOUNT}') == ["near_name"]


@pytest.mark.parametrize(("kind", "text"), [
    ("bond", 'name = "special bond"\nquota = "1 billion CNY"\nrate = "2 %"\nterm = "9 years"'),
    ("link", 'kind = "orders"\nname = "Relocation"\namount = "1 million CNY per year"'),
])
def test_every_list_of_items_asks(codes, kind, text):
    """Bonds and ties as well as funds, and a tie known by its kind."""
    assert codes(f"[[{kind}]]\n{text}") == ["near_name"]


def test_the_question_names_what_was_meant(write, typed):
    """The message shows the parent's name."""
    found = typed("check", write("case", f'[[fund]]\nname = "Guidance fund"\n{AMOUNT}'))
    assert found.exit_code == 2
    assert "'guidance fund'" in found.stderr
    assert "case.toml:4" in found.stderr


@pytest.mark.parametrize("name", ["school fund", "guidance fund for schools", "fund 2", "g"])
def test_another_name_is_another_item(codes, name):
    """A name of its own makes an item of its own."""
    assert codes(f'[[fund]]\nname = "{name}"\n{AMOUNT}') == []


def test_numbered_names_are_no_near_misses(write, codes):
    """Fund 1 and fund 2 are two funds, whoever names them."""
    write("one", f'[[fund]]\nname = "fund 1"\n{AMOUNT}')
    assert codes(f'[[fund]]\nname = "fund 2"\n{AMOUNT}', extends="one") == []


def test_two_ways_to_write_one_name_in_one_file(codes):
    """What differs by case or blanks alone is no second item of a file either."""
    text = f'[[fund]]\nname = "New fund"\n{AMOUNT}[[fund]]\nname = "new  fund"\n{AMOUNT}'
    assert codes(text) == ["near_name"]


def test_an_override_makes_no_item(codes):
    """An item that no file names is a mistake of whoever overrides it."""
    assert codes("", {"fund[guidence fund].amount": "1 million CNY per year"}) == ["no_item"]
    assert codes("", {"fund[new].amount": "1 million CNY per year"}) == ["no_item"]
    item = {"name": "new", "amount": "1 million CNY per year"}
    assert codes("", {"fund": [item]}) == ["no_item"]
    assert codes("", {"fund": {"new": {"amount": "1 million CNY per year"}}}) == ["no_item"]
    assert codes("", {"quota.amount": 3}) == ["no_item"]


def test_a_sweep_makes_no_item(typed, place):
    """A mistyped name in a sweep is told with the right one, before anything runs."""
    words = "fund[guidence fund].amount=100 million CNY per year;400 million CNY per year"
    found = typed("sweep", "paired_aid", "--draws", "2", "--vary", words, "--out", place / "sw")
    assert found.exit_code != 0
    told = str(found.exception) + found.output
    assert "guidance fund" in told
    assert not (place / "sw").exists()


def test_the_only_item_need_not_be_named(write):
    """`fund.amount` is that of the only fund, `link.signed` of the only tie."""
    path = write("one", "")
    made = load_scenario(path, {"fund.amount": "2亿元/年", "link.signed": 4})
    assert made.fund[0].amount.values == (200.0,)
    assert made.link[0].signed == 4
    dated = load_scenario(path, {"fund.amount": {"2024": "2亿元/年", "2026": "3亿元/年"}})
    assert dated.fund[0].amount.years == (2024, 2026)


def test_with_several_items_the_key_asks_which(write, codes):
    """The message names every one of them."""
    write("two", f'[[fund]]\nname = "school fund"\n{AMOUNT}')
    two = write("case", "", extends="two")
    assert codes(two, {"fund.amount": "1 million CNY per year"}) == ["which_item"]
    with pytest.raises(Exception, match=r"fund\[guidance fund\].*fund\[school fund\]"):
        load_scenario(two, {"fund.amount": "1 million CNY per year"})


def test_a_sweep_of_the_only_fund_runs(typed, place):
    """Swept without its name, the only fund takes each value."""
    words = "fund.amount=1亿元/年;2亿元/年"
    found = typed("sweep", "paired_aid", "--draws", "2", "--workers", "1", "--vary", words,
                  "--out", place / "sw")  # fmt: skip
    assert found.exit_code == 0, found.output


@pytest.mark.parametrize("key", ["fund[guidance fund]", "fund", "fund.", "fund[].amount", "[x].y"])
def test_an_odd_key_is_a_message(codes, key):
    """Whatever is addressed, there is no traceback."""
    assert codes("", {key: "1 million CNY per year"})
