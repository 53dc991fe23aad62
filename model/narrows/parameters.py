"""Every scientific parameter of narrows, once: unit, bounds, prior, source and its grade.

The table feeds validation, the draws of every run, the printed reference and the editor help.
Grades of evidence: A, the abstract or landing page of the study was read; C, computed for this
project from public figures; D, data or law; J, judgement, a prior without a source.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
from scipy.special import ndtr, ndtri

from narrows import rng


@dataclass(frozen=True)
class Prior:
    """What is believed of a parameter before any run: a shape and its two numbers.

    Args:
        shape: "fixed", "uniform", "normal" or "lognormal"; the last two are cut at the bounds.
        first: value, lower end, mean, or median.
        second: upper end, standard deviation, or standard deviation of the log.
    """

    shape: str
    first: float
    second: float = 0.0


@dataclass(frozen=True)
class Parameter:
    """One parameter and all there is to say of it."""

    name: str
    block: str
    symbol: str
    unit: str
    default: float
    low: float
    high: float
    prior: Prior
    source: str
    grade: str
    title_en: str
    title_zh: str = field(default="")


def quantile(parameter, prior, probability):
    """Value of a parameter at a probability of its prior, never outside its bounds.

    Args:
        parameter: the Parameter, for its bounds.
        prior: Prior to use, the parameter's own or a scenario's.
        probability: numbers on (0, 1), any shape.

    >>> quantile(PARAMETERS["equalisation_rate"], Prior("uniform", 0.0, 0.6), np.array([0.5]))
    array([0.3])
    """
    if prior.shape == "fixed" or prior.second == 0:
        return np.full_like(probability, prior.first)
    if prior.shape == "uniform":
        return prior.first + (prior.second - prior.first) * probability
    if prior.shape == "normal":
        value = _cut_normal(parameter.low, parameter.high, prior.first, prior.second, probability)
    else:
        low, high = np.log(max(parameter.low, 1e-300)), np.log(parameter.high)
        middle = np.log(prior.first)
        value = np.exp(_cut_normal(low, high, middle, prior.second, probability))
    return np.clip(value, parameter.low, parameter.high)


def _cut_normal(low, high, mean, sd, probability):
    """Quantile of a normal distribution cut at two ends."""
    below, above = ndtr((low - mean) / sd), ndtr((high - mean) / sd)
    return mean + sd * ndtri(below + (above - below) * probability)


def draw_parameters(seed, draws, beliefs=None):
    """Parameters of a block of draws, keyed by name: adding one leaves the others' luck alone.

    Args:
        seed: of the run.
        draws: range of draw numbers.
        beliefs: {name: Prior} where a scenario replaces the table's priors.

    Returns:
        Namespace of arrays (draw, 1), one for each parameter.
    """
    beliefs = beliefs or {}
    drawn = {}
    for name, parameter in PARAMETERS.items():
        prior = beliefs.get(name, parameter.prior)
        # One word of the counter's four is used: draws stay addressable one by one.
        chance = rng.uniforms(seed, f"parameter {name}", 0, draws, 1)
        drawn[name] = quantile(parameter, prior, chance)
    return SimpleNamespace(**drawn)


def default_parameters(draws=1, **values):
    """Parameters at their defaults, for tests and small models; `values` replaces some.

    >>> default_parameters(2, tax_elasticity=1.0).tax_elasticity
    array([[1.],
           [1.]])
    """
    unknown = sorted(set(values) - set(PARAMETERS))
    if unknown:
        raise KeyError(unknown)
    chosen = {name: parameter.default for name, parameter in PARAMETERS.items()} | values
    return SimpleNamespace(**{k: np.full((draws, 1), float(v)) for k, v in chosen.items()})


def _table():
    """Build the table from rows: name, symbol, unit, default, bounds, prior, source, titles."""
    table = {}
    for block, rows in _ROWS.items():
        for name, symbol, unit, default, bounds, prior, source, grade, english, chinese in rows:
            belief = Prior("fixed", default) if prior is None else Prior(*prior)
            table[name] = Parameter(
                name, block, symbol, unit, default, *bounds, belief, source, grade, english, chinese
            )
    return table


_ROWS = {
    "production": [
        ("private_capital_share", "alpha", "share", 0.40, (0.33, 0.50), ("normal", 0.40, 0.03),
         "below the aggregate share of about one half, because public capital stands apart", "J",
         "Share of private capital in output", "私人资本产出份额"),
        ("public_capital_elasticity", "gamma", "elasticity", 0.10, (0.05, 0.20),
         ("normal", 0.106, 0.03), "Bom and Ligthart 2014, mean 0.106", "A",
         "Elasticity of output to public capital", "公共资本产出弹性"),
        ("density_elasticity", "epsilon", "elasticity", 0.05, (0.01, 0.12), ("normal", 0.05, 0.02),
         "Chauvin and others 2017 and a later meta-analysis of 76 studies: 4-5 % in rich "
         "countries, wider in poor ones", "A",
         "Elasticity of productivity to density", "密度的生产率弹性"),
    ],
    "capital": [
        ("private_depreciation_rate", "delta_K", "per year", 0.096, (0.08, 0.11),
         ("uniform", 0.08, 0.11), "9.6 % as used by Zhang Jun and co-authors", "A",
         "Depreciation of private capital", "私人资本折旧率"),
        ("public_depreciation_rate", "delta_G", "per year", 0.06, (0.04, 0.08),
         ("uniform", 0.04, 0.08), "longer-lived than private capital", "J",
         "Depreciation of public capital", "公共资本折旧率"),
        ("investment_share", "s", "share of output", 0.35, (0.25, 0.45), ("uniform", 0.30, 0.40),
         "keeps the initial capital-output ratio at trend growth", "J",
         "Private investment in output", "私人投资率"),
        ("return_sensitivity", "theta", "elasticity", 0.5, (0.0, 1.5), ("normal", 0.5, 0.3),
         "Gennaioli and others 2014 infer sizeable barriers to the movement of capital; "
         "size is judgement", "J",
         "Response of investment to the return", "投资对回报的弹性"),
        ("debt_crowding_out", "chi", "per unit of new debt in output", 0.2, (0.0, 0.5),
         ("uniform", 0.0, 0.4), "direction: Huang, Pagano and Panizza 2020; size is judgement", "J",
         "Crowding out of private investment by new local debt", "地方新增债务挤出"),
    ],
    "growth": [
        ("province_growth_rate", "g", "per year", 0.045, (0.0, 0.10), ("normal", 0.045, 0.008),
         "real growth where no figure is published: recent plan rates, slowing", "J",
         "Growth of the whole region", "全省增长率"),
        ("province_growth_volatility", "sigma_f", "log points / 100 per year", 0.015, (0.0, 0.04),
         ("uniform", 0.01, 0.025), "1 to 2.5 % a year", "J",
         "Yearly luck of the whole region", "全省增长波动"),
        ("speed_volatility", "s", "log units per year", 0.026, (0.001, 0.15),
         ("lognormal", 0.026, 0.554), "cross-panel prior from four regional panels", "C",
         "Volatility of the common speed of convergence", "共同收敛速度的波动"),
        ("speed_persistent_share", "a", "ratio of variances", 0.09, (0.0, 1.0),
         ("normal", 0.09, 0.043),
         "cross-panel prior from four regional panels", "C",
         "Lasting part in the speed of convergence", "收敛速度的持续部分"),
        ("speed_persistence", "phi", "per year", 0.946, (0.0, 0.99),
         ("normal", 0.946, 0.025),
         "cross-panel prior from four regional panels", "C",
         "Persistence of the lasting part", "持续部分的自回归系数"),
        ("residual_autocorrelation", "rho", "correlation", -0.146, (-0.49, 0.49),
         ("normal", -0.146, 0.154), "cross-panel prior from four regional panels", "C",
         "Autocorrelation of the counties' own growth", "县域增长残差自相关"),
        ("county_volatility", "S", "log units per year", 0.03, (0.0, 0.15),
         ("lognormal", 0.03, 0.30), "cross-panel prior from regional panels", "C",
         "Typical yearly shock of a county", "县域年度冲击的典型幅度"),
        ("county_volatility_spread", "tau_S", "log units", 0.30, (0.0, 1.0), None,
         "cross-panel prior from regional panels", "C",
         "How unlike the counties' volatilities are", "县际波动差异"),
        ("size_volatility_slope", "b", "elasticity", 0.15, (0.0, 0.5), ("uniform", 0.05, 0.25),
         "0.15 across countries; Chinese counties below 0.5", "A",
         "Fall of volatility with size", "波动随规模下降的弹性"),
    ],
    "technology": [
        ("technology_growth_rate", "g_A", "per year", 0.022, (0.0, 0.05), ("uniform", 0.015, 0.03),
         "structural growth only: set so that the region grows at its plan rate", "J",
         "Growth of technology everywhere", "技术共同增长率"),
        ("catch_up_rate", "c", "per year", 0.03, (0.0, 0.06), ("uniform", 0.01, 0.06),
         "structural growth only: gives unconditional convergence of 0.8-1.5 % a year", "C",
         "Catch-up towards own fundamentals", "向自身基本面追赶的速度"),
        ("neighbour_spillover", "rho_W", "share of catch-up", 0.15, (0.0, 0.6),
         ("uniform", 0.0, 0.4), "Ertur and Koch 2007: positive and below one", "A",
         "Catch-up towards neighbours", "邻县技术外溢"),
        ("fundamentals_share", "omega", "share", 0.5, (0.0, 1.0), ("uniform", 0.3, 0.7),
         "part of today's productivity gap that is lasting; spread 0.10-0.30 log units", "J",
         "Part of the productivity gap that is lasting", "生产率差距中的持久部分"),
        ("technology_shock", "sigma_u", "log units per year", 0.02, (0.0, 0.05),
         ("uniform", 0.01, 0.03), "permanent shocks of 2-3 % give ten-year rank correlations "
         "of 0.97-0.98", "C",
         "Permanent shock to a county's technology", "县域技术永久冲击"),
    ],
    "people": [
        ("migration_rate", "mu", "per year and log unit", 0.008, (0.0, 0.02),
         ("lognormal", 0.008, 0.5), "range 0.002-0.02", "J",
         "Migration towards higher utility", "人口迁移速度"),
        ("congestion", "kappa", "elasticity", 0.12, (0.0, 0.30), ("uniform", 0.05, 0.20),
         "range 0.05-0.20", "J",
         "Loss of utility when a county fills up", "拥挤效应"),
        ("population_growth_rate", "n", "per year", -0.002, (-0.02, 0.03),
         ("uniform", -0.004, 0.0), "slow decline expected", "J",
         "Growth of the whole population", "全省人口增长率"),
    ],
    "public money": [
        ("tax_elasticity", "zeta", "elasticity", 1.05, (0.90, 1.30), ("normal", 1.05, 0.06),
         "China 1999-2014: 1.28 in upswings, 0.98 in downswings", "A",
         "Elasticity of tax to output", "税收弹性"),
        ("county_tax_share", "sigma_c", "share", 0.5, (0.1, 0.9), ("uniform", 0.3, 0.7),
         "central shares by law; the split below the province varies", "J",
         "Part of the tax raised in a county that it keeps", "县级税收留成"),
        ("province_tax_share", "sigma_p", "share", 0.1, (0.0, 0.1), ("uniform", 0.0, 0.1),
         "what the province keeps; the rest is the centre's", "J",
         "Part of the tax raised in a county that the province keeps", "省级税收分享"),
        ("equalisation_rate", "q", "share", 0.3, (0.0, 0.9), ("uniform", 0.0, 0.6),
         "how far equalisation closes the distance between need and own revenue", "J",
         "Equalisation of need and own revenue", "均衡性转移支付系数"),
        ("tax_effort_response", "psi", "per unit of grants in output", 0.2, (0.0, 0.5),
         ("uniform", 0.0, 0.4), "direction from studies of transfers and effort in China; "
         "size is judgement", "J",
         "Fall of own tax effort with grants", "转移支付对征税努力的抑制"),
        ("public_investment_share", "iota_G", "share", 0.25, (0.0, 0.6), ("uniform", 0.15, 0.35),
         "part of an extra yuan of spending that builds public capital", "J",
         "Public investment in marginal spending", "边际支出中的公共投资"),
        ("opening_debt_ratio", "b_0", "share of output", 0.2, (0.0, 0.6), ("uniform", 0.1, 0.3),
         "counties' debt in the base year is not in the region's tables", "J",
         "Debt in output at the start", "期初债务率"),
        ("opening_debt_rate", "r_0", "per year", 0.03, (0.0, 0.08), ("uniform", 0.025, 0.035),
         "all local bonds of early 2024: 2.58 %; older stock dearer", "A",
         "Interest on opening debt, which is rolled over", "期初债务利率"),
    ],
    "demand": [
        ("demand_multiplier", "m", "output per unit of spending", 0.6, (0.2, 1.8),
         ("lognormal", 0.6, 0.35), "Guo, Liu and Ma 2016: about 0.6 in Chinese counties; "
         "1.5-1.8 in the United States", "A",
         "Local multiplier", "地方乘数"),
        ("demand_persistence", "rho_m", "per year", 0.3, (0.0, 0.5), ("uniform", 0.1, 0.5),
         "Canova and Pappa: regional fund gains typically dissipate within three years", "A",
         "Persistence of demand", "需求效应持续性"),
    ],
    "grants": [
        ("absorption_capacity", "a_0", "share of output per year", 0.05, (0.005, 0.20),
         ("lognormal", 0.05, 0.5), "Becker, Egger and von Ehrlich 2012: 36 % of regions above "
         "the efficient intensity", "A",
         "What a county can absorb in a year", "年度吸收能力"),
        ("absorption_schooling", "k_1", "elasticity", 1.0, (0.0, 3.0), ("uniform", 0.0, 2.0),
         "Becker, Egger and von Ehrlich 2013: about 30 % of regions turn transfers into growth", "A",
         "Absorption and schooling", "教育对吸收能力的弹性"),
        ("additionality", "add", "share", 0.5, (0.1, 1.0), ("uniform", 0.2, 0.8),
         "Bronzini and de Blasio 2006; Criscuolo and others 2019", "A",
         "Subsidised investment that is additional", "补贴投资的额外性"),
        ("pull_forward", "iota", "share", 0.2, (0.0, 0.5), ("uniform", 0.0, 0.4),
         "Bronzini and de Blasio 2006: projects brought forward", "A",
         "Subsidised investment missing a year later", "投资前移"),
        ("displacement", "disp", "share", 0.25, (-0.2, 0.7), ("uniform", -0.2, 0.7),
         "none found by Siegloch and others 2025 and Criscuolo and others 2019, substantial by "
         "von Ehrlich and Seidel 2018, positive spillovers by Fidrmuc and others 2023", "A",
         "Subsidised investment taken from neighbours", "对邻县的挤占"),
        ("completion_rate", "nu", "per year", 0.6, (0.2, 1.0), ("uniform", 0.4, 0.8),
         "Mohl and Hagen: effects with a lag of up to four years", "A",
         "Part of the works under way that is finished in a year", "项目年完工率"),
        ("mixed_public_share", "shG", "share", 0.5, (0.0, 1.0), ("uniform", 0.3, 0.7),
         "money without a stated use", "J",
         "Public works in money of mixed use", "混合用途资金中的公共投资"),
    ],
    "relocation": [
        ("start_hazard", "h_s", "per year", 0.6, (0.1, 1.0), ("uniform", 0.4, 0.8),
         "Sichuan and Yunnan project reports: 41-86 % started within a year", "A",
         "Honoured projects that start in a year", "项目年开工率"),
        ("production_hazard", "h_p", "per year", 0.3, (0.05, 1.0), ("uniform", 0.2, 0.4),
         "Sichuan project reports: 30 % producing after 8-9 months, a promoted list", "A",
         "Started projects that come to produce in a year", "项目年投产率"),
        ("new_build_share", "nb", "share", 0.6, (0.0, 1.0), ("uniform", 0.3, 0.9),
         "range 0.3-0.9", "J",
         "Relocated capital that is newly built", "转移项目中的新增投资"),
        ("moved_productivity", "xi", "ratio", 0.9, (0.5, 1.0), ("uniform", 0.8, 1.0),
         "Liu 2019: productivity falls in receiving places", "A",
         "Productivity of moved capital", "转移资本的效率"),
    ],
    "mechanisms": [
        ("policy_size_share", "w", "share of the fund", 0.2, (0.0, 1.0), ("uniform", 0.0, 0.4),
         "part of policy money that goes where the economy is", "J",
         "General funds that follow size", "随规模分配的政策资金比例"),
        ("talent_rate", "mu_s", "per year and log unit", 0.004, (0.0, 0.02),
         ("lognormal", 0.004, 0.5), "the skilled move more than others; size is judgement", "J",
         "Additional speed of the skilled", "人才流动的额外速度"),
        ("learning_by_doing", "v", "ratio", 0.15, (0.0, 0.4), ("uniform", 0.0, 0.3),
         "stable below 1 - alpha - gamma; range 0.1-0.3", "J",
         "Learning by growing (Verdoorn)", "干中学"),
        ("dutch_disease_response", "delta_d", "log units per unit of aid in output", 0.05,
         (0.0, 0.5), ("uniform", 0.0, 0.1), "direction: Bulte, Xu and Zhang on counties aided "
         "after the earthquake of 2008; size is judgement", "J",
         "Loss of industry's productivity through aid", "援助对工业的挤压"),
        ("over_reporting_rate", "o", "per year", 0.005, (0.0, 0.02), ("uniform", 0.0, 0.01),
         "0 to 1 point a year on aided counties only; national growth 2008-16 was overstated by "
         "1.7 points a year (Chen, Chen, Hsieh and Song 2019)", "J",
         "Growth that aided counties over-report", "受援县虚报增速"),
        ("over_reporting_fade", "f_o", "per year", 0.2, (0.0, 1.0), ("uniform", 0.1, 0.3),
         "an economic census every five years", "J",
         "Excess taken out of the figures in a year", "虚报被核减的速度"),
        ("reward_response", "r", "share of tax per unit of reward in tax", 0.3, (0.0, 2.0),
         ("uniform", 0.0, 0.6), "perverse incentives of transfer rules: Qin and Chong; size is "
         "judgement", "J",
         "Tax pressed for where its growth is rewarded", "奖励引致的加力征税"),
        ("reward_cost", "c_r", "elasticity", 1.0, (0.0, 3.0), ("uniform", 0.0, 2.0),
         "tax pressure costs private investment", "J",
         "Fall of private investment with pressed tax", "加力征税对投资的损害"),
        ("core_city_spillover", "rho_C", "share of catch-up", 0.15, (0.0, 0.6),
         ("uniform", 0.0, 0.4), "as for neighbours; shadow of the city not excluded", "J",
         "Catch-up towards the prefecture's core city", "地级市核心城区外溢"),
        ("urban_income_response", "psi_u", "log odds per log unit", 0.6, (0.0, 1.5),
         ("uniform", 0.4, 0.8), "urban share rises by some 0.8 points a year at 5 % growth", "J",
         "Urban share and income", "城镇化率的收入弹性"),
        ("urban_people_response", "chi_u", "log odds per log unit", 1.0, (0.0, 3.0),
         ("uniform", 0.5, 1.5), "who comes to a county mostly comes to its towns", "J",
         "Urban share and people who come", "城镇化率的人口流入弹性"),
    ],
    "uses": [
        ("skill_cost", "k", "years of GDP per head", 6.0, (2.0, 30.0), ("lognormal", 6.0, 0.4),
         "a year of school costs a third of GDP per head and the pupil's time, and raises wages "
         "by nearly a tenth", "J",
         "Cost of one log unit of a resident's skills", "每单位人力资本的成本"),
        ("project_revenue_cover", "kappa_p", "share of the service", 0.7, (0.0, 2.0),
         ("uniform", 0.3, 1.2), "range 0.3-1.2", "J",
         "Revenue of a bond's project over its service", "项目收益覆盖率"),
    ],
    "ties": [
        ("honour_probability", "p_h", "probability", 0.8, (0.0, 1.0), ("uniform", 0.5, 1.0),
         "sharing agreements are often not honoured for lack of rules (Liu Xiang 2024); "
         "size is judgement", "J",
         "Chance that a pair keeps its tax-sharing agreement", "分税协议兑现概率"),
        ("donor_reluctance", "eta", "share", 0.4, (0.0, 1.0), ("uniform", 0.0, 0.8),
         "benefit sharing raises donors' investment (Tang and Zhang 2024); size is judgement", "J",
         "What a donor without any return leaves out", "支援方无回报时的退缩"),
        ("pair_learning", "pi_link", "per year", 0.005, (-0.01, 0.03), ("normal", 0.005, 0.005),
         "not identifiable from ten pairs and two years; includes zero and less", "J",
         "Catch-up of a recipient towards its donor", "结对技术追赶速度"),
        ("learning_fade_rate", "f_z", "per year", 0.15, (0.0, 0.5), ("uniform", 0.05, 0.25),
         "programme-made gains fade apart from the reference world", "J",
         "Fading of technology made by the programme", "项目带来技术的消退率"),
        ("skills_fade_rate", "f_h", "per year", 0.05, (0.0, 0.3), ("uniform", 0.02, 0.10),
         "skills leave with the people who have them: a working life, or sooner", "J",
         "Fading of skills made by the programme", "项目带来人力资本的消退率"),
        ("team_size", "n_0", "persons", 30.0, (5.0, 200.0), ("uniform", 15.0, 60.0),
         "posted groups are counted in tens", "J",
         "People of a full team", "团队规模"),
        ("secondment_technology", "dc", "log units per year", 0.0005, (-0.01, 0.01),
         ("normal", 0.0005, 0.0015), "leaders from outside lower city growth by 0.98 points (Chen, "
         "Feng and Yin 2019), or raise its quality (Wang and others 2018); leaders are not "
         "technical staff", "J",
         "Technology a full team brings in a year", "派驻团队的技术带动"),
        ("secondment_skills", "dh", "log units per year", 0.0002, (-0.002, 0.004),
         ("normal", 0.0002, 0.0004), "some tens of people among hundreds of thousands", "J",
         "Skills a full team passes on in a year", "派驻团队的人力资本带动"),
        ("order_value_added", "va", "share", 0.27, (0.1, 0.5), ("uniform", 0.20, 0.35),
         "value added in the value of industrial output", "J",
         "Value added in an order", "订单增加值率"),
        ("order_diversion", "d_o", "share", 0.55, (0.0, 1.0), ("uniform", 0.3, 0.8),
         "range 0.3-0.8", "J",
         "Part of orders taken from other customers", "订单转移比例"),
        ("order_learning", "v_o", "log units per unit of orders in output", 0.02, (-0.05, 0.2),
         ("normal", 0.02, 0.03), "learning from demanding customers; includes zero and less", "J",
         "Learning from orders", "订单学习效应"),
        ("co_fund_leverage", "l", "ratio", 0.6, (0.0, 4.0), ("uniform", 0.2, 1.5),
         "announced ratios of 1:3 to 1:4 count all private money; additional: judgement", "J",
         "Additional firms' money for each yuan of a co-fund", "共投基金的额外撬动倍数"),
    ],
}

PARAMETERS = _table()
