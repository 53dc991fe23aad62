"""Money, people and rates against what there is: what is out of all proportion is told."""

import json

import pytest

from narrows.scenario import shipped

FUND = '[[fund]]\nname = "guidance fund"\n'
BOND = '[[bond]]\nname = "special bonds"\n'
ABSURD = {
    "fund": (f'{FUND}amount = "800000 billion CNY per year"', "fund[guidance fund].amount"),
    "fund_of_a_few_yuan": (f'{FUND}amount = "200 CNY per year"', "fund[guidance fund].amount"),
    "growing_fund": (
        (f'{FUND}[fund.grow_while]\nmeasure = "gini"\nabove = 0.1\nby = "5 %"\n'
        'ceiling = "90000 billion CNY per year"'), "fund[guidance fund].grow_while"),
    "own_share": (f'{FUND}own_share = "1000 %"', "fund[guidance fund].own_share"),
    "bond": (f'{BOND}quota = "900000 billion CNY"', "bond[special bonds].quota"),
    "bond_yearly": (f'{BOND}quota = "40 billion CNY"\nissued = "yearly"',
                    "bond[special bonds].quota"),
    "bond_rate": (f'{BOND}rate = "50 %"', "bond[special bonds].rate"),
    "orders": ('[[link]]\nkind = "orders"\namount = "90000 billion CNY per year"',
               "link[orders].amount"),
    "relocation": ('[[link]]\nkind = "relocation"\nproject_size = "4000 billion CNY"',
                   "link[relocation].project_size"),
    "secondment": (('[[link]]\nkind = "secondment"\npeople = 10000\n'
                   'cost_per_head = "1 million CNY per year"'), "link[secondment].people"),
    "assistance": ('[assistance]\nshare_of_revenue = "80 %"', "assistance.share_of_revenue"),
    "general_fund": ('[general_fund]\namount = "9000 billion CNY per year"',
                     "general_fund.amount"),
    "quota_limit": (('[[quota]]\nname = "land"\nlimit = "1000 %"\namount = 1\n'
                    'capital_per_unit = "1 million CNY"'), "quota[land].limit"),
    "quota": (('[[quota]]\nname = "land"\nlimit = "10 %"\namount = 1e8\n'
              'capital_per_unit = "100 million CNY"'), "quota[land].amount"),
    "not_absorbed": (f'{FUND}amount = "30 billion CNY per year"', "fund[guidance fund].amount"),
}  # fmt: skip


@pytest.mark.parametrize("case", ABSURD)
def test_what_is_out_of_proportion_is_told(write, typed, case):
    """The key is named with its ratio; strict, it is a mistake."""
    text, key = ABSURD[case]
    path = write("case", text)
    records = json.loads(typed("check", "--json", path).stdout)[str(path)]
    found = {record["key"]: record for record in records}
    assert key in found
    assert found[key]["severity"] == "warning"
    assert "%" in found[key]["rule"] or "0.0" in found[key]["rule"]
    assert found[key]["line"] is not None
    assert typed("check", path, "--strict").exit_code == 2
    assert typed("check", path).exit_code == 0


def test_run_and_audit_tell_it_too(write, typed):
    """And go on, unless they are asked to be strict."""
    path = write("case", ABSURD["fund"][0])
    for words in (("run", path, "--draws", "2", "--no-pictures"), ("audit", path)):
        found = typed(*words)
        assert found.exit_code == 0
        assert "fund[guidance fund].amount: warning" in found.stderr
        assert typed(*words, "--strict").exit_code == 2


def test_the_shipped_scenarios_are_plausible(typed):
    """None of them is warned of, in either language."""
    for lang in ("en", "zh"):
        found = typed("check", "--strict", "--lang", lang, *shipped())
        assert (found.exit_code, found.stderr) == (0, "")
