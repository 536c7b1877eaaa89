"""What the report prints on the path to 2030, beside what the models give."""

from __future__ import annotations

from collections.abc import Mapping

from tanmai.metals.magnesium.industry.conversion import conversion_returns
from tanmai.metals.magnesium.industry.outlook import Outlook, run_outlook
from tanmai.metals.magnesium.industry.outlook_scenario import scenario_parameters
from tanmai.metals.parameters import Parameters
from tanmai.metals.statements import Statement

SCENARIOS = ("baseline", "policy", "technology", "international", "summary")
_GJ_PER_TCE = 29.3076


def outlook_statements() -> list[Statement]:
    """Return the printed statements of chapter 4 with ours."""
    read = {key: scenario_parameters(key) for key in SCENARIOS}
    runs = {key: run_outlook(key, one) for key, one in read.items()}
    return [
        *_capacity(runs),
        *_intensity(runs),
        *_summary(runs["summary"]),
        *_energy(read["baseline"]),
        *_returns(read["baseline"]),
    ]


def _last(one: Outlook, indicator: str) -> float:
    return float(one.indicators[indicator][-1, 0])


def _capacity(runs: Mapping[str, Outlook]) -> list[Statement]:
    base, numbers = runs["baseline"], runs["baseline"].parameters
    converted = numbers.value("diffusion.capacity_converted", "10^4 t")
    return [
        Statement(
            "S28",
            "4.1",
            "capacity of the baseline, 2030",
            "基准情景2030年产能",
            172,
            172,
            _last(base, "capacity_t") / 1e4,
            "10^4 t/a",
            0.5,
            "158 at 2.1 % a year over four years.",
            "158万吨按年增2.1%推四年。",
        ),
        Statement(
            "S36",
            "4.3",
            "penetration of green technology, 2025",
            "2025年绿色技术渗透率",
            31.0,
            31.0,
            100 * converted / numbers.value("capacity.start", "10^4 t"),
            "%",
            0.05,
            "49 of 158; of the 163.8 of section 3.2 it is 29.9 %.",
            "49除以158；若除以3.2节的163.8则为29.9%。",
        ),
        Statement(
            "S29",
            "4.1",
            "low-carbon share of capacity, policy scenario 2030",
            "政策情景2030年低碳产能占比",
            52,
            52,
            100 * _last(runs["policy"], "low_carbon_share"),
            "%",
            0.5,
            "Given; conversions follow from it.",
            "作为输入，改造量由此而来。",
            is_input=True,
        ),
        Statement(
            "S29",
            "4.1",
            "share of the EU in exports, international scenario 2030, at most",
            "国际情景2030年对欧盟出口占比上限",
            None,
            20,
            100
            * _last(runs["international"], "exports_to_eu_t")
            / _last(runs["international"], "exports_t"),
            "%",
            1e-6,
            "Given as the end of a line from 38 %.",
            "作为自38%起直线的终点输入。",
            is_input=True,
        ),
    ]


def _intensity(runs: Mapping[str, Outlook]) -> list[Statement]:
    carbon = {key: _last(one, "carbon_t_per_t") for key, one in runs.items()}
    first = float(runs["baseline"].indicators["carbon_t_per_t"][0, 0])
    cost = {key: _last(one, "cost_CNY_per_t") for key, one in runs.items()}
    items = {key: _last(one, "cost_by_items_CNY_per_t") for key, one in runs.items()}
    by_items = items["baseline"] - items["technology"]
    why = (
        "From the routes of the package at the grids of the provinces: the country starts at "
        f"{first:.1f} t in 2025, not at 29.6, as most of it burns gas in vertical retorts."
    )
    why_zh = f"由各路线与各省电网得出：2025年起点为{first:.1f}吨而非29.6吨，因多数为燃气竖罐。"
    return [
        _ours(
            "S29",
            "CO2 of the baseline, 2030",
            "基准情景2030年碳强度",
            (28.9, 29.3),
            carbon["baseline"],
            "t CO2/t",
            0.1,
            why,
            why_zh,
        ),
        _ours(
            "S29",
            "CO2 of the policy scenario, 2030",
            "政策情景2030年碳强度",
            (22.1, 22.1),
            carbon["policy"],
            "t CO2/t",
            0.1,
            "52 % low-carbon capacity does not reach it: green power for the works touches 2 of "
            "27 t, and 22.1 would need low-carbon capacity at 15.6 t.",
            "52%的低碳产能达不到：厂用绿电只涉及27吨中的2吨；22.1吨须低碳产能降至15.6吨。",
        ),
        _ours(
            "S29",
            "CO2 of the technology scenario, 2030",
            "技术情景2030年碳强度",
            (16.3, 16.3),
            carbon["technology"],
            "t CO2/t",
            0.1,
            "Below the coal and dolomite of a retort alone unless electrolysis makes a third "
            "or more of it; here it reaches "
            f"{100 * (1 - _last(runs['technology'], 'pidgeon_share')):.0f} % of capacity.",
            "除非电解占产量三分之一以上，否则低于竖罐的煤与白云石排放；此处电解产能占"
            f"{100 * (1 - _last(runs['technology'], 'pidgeon_share')):.0f}%。",
        ),
        _ours(
            "S29",
            "CO2 of the policy scenario below the baseline",
            "政策情景较基准减排",
            (24, 24),
            100 * (1 - carbon["policy"] / carbon["baseline"]),
            "%",
            0.5,
            "1 - 22.1/29.1 as printed; ours from both scenarios run.",
            "所印为1−22.1/29.1；此处由两情景计算。",
        ),
        _ours(
            "S29",
            "CO2 of the technology scenario below 2025",
            "技术情景较2025年减排",
            (45, 45),
            100 * (1 - carbon["technology"] / first),
            "%",
            0.5,
            "1 - 16.3/29.6 as printed; ours from the scenario run.",
            "所印为1−16.3/29.6；此处由情景计算。",
        ),
        _ours(
            "S29",
            "cost of the technology scenario below the baseline",
            "技术情景成本低于基准",
            (1100, 1100),
            cost["baseline"] - cost["technology"],
            "CNY/t Mg",
            50,
            "The carbon saved is worth 770 CNY/t at 120 CNY/t; the routes themselves cost more by "
            f"their printed costs. By the items of the cost model it is {by_items:.0f}.",
            f"按120元/吨，所省碳值约770元；按所印成本路线本身更贵。按成本模型各项加总为{by_items:.0f}元。",
        ),
    ]


def _ours(
    key: str,
    name_en: str,
    name_zh: str,
    printed: tuple[float, float],
    ours: float,
    unit: str,
    tolerance: float,
    reason_en: str,
    reason_zh: str,
) -> Statement:
    return Statement(
        key,
        "4.1",
        name_en,
        name_zh,
        *printed,
        ours,
        unit,
        tolerance,
        reason_en,
        reason_zh,
        is_assumed=True,
    )


def _summary(one: Outlook) -> list[Statement]:
    return [
        Statement(
            "S30",
            "summary",
            "effective capacity of the summary's base case, 2030",
            "摘要基准情景2030年有效产能",
            130,
            130,
            172.0,
            "10^4 t/a",
            0.5,
            "Section 4.1 prints 172 for its base case.",
            "4.1节的基准情景为172。",
        ),
        Statement(
            "S30",
            "summary",
            "share of the Pidgeon process in the summary's base case, 2030, at most",
            "摘要基准情景2030年皮江法占比上限",
            None,
            60,
            100 * _last(one, "pidgeon_share"),
            "%",
            0.5,
            "With the one line announced (50 kt/a) electrolysis holds 5 % of 130 x 10^4 t; 40 % "
            "would need ten such lines.",
            "仅公布一条5万吨线，电解占130万吨的5%；40%需十条。",
            is_assumed=True,
        ),
        Statement(
            "S30",
            "summary",
            "full cost in the summary's base case, 2030, at most",
            "摘要基准情景2030年全成本上限",
            None,
            15000,
            _last(one, "cost_CNY_per_t"),
            "CNY/t Mg",
            100,
            "Below the lowest cost of 2025 that the report prints (16500), before carbon is paid.",
            "低于报告所印2025年最低成本16500元，且尚未计碳。",
            is_assumed=True,
        ),
    ]


def _energy(numbers: Parameters) -> list[Statement]:
    vertical = numbers.value("routes.pidgeon_vertical_coal.energy", "tce/t Mg") * _GJ_PER_TCE
    return [
        Statement(
            "S42",
            "3.1, 4.1",
            "energy of a tonne",
            "吨镁能耗",
            32.4,
            40,
            vertical,
            "GJ/t",
            1,
            "4.5 tce of section 1.2; 28-40 GJ is the heat of reduction, another boundary.",
            "1.2节的4.5吨标煤；28–40吉焦为还原热，边界不同。",
        ),
        Statement(
            "S43",
            "4.1",
            "CO2 of a GJ",
            "每吉焦CO2",
            0.914,
            0.914,
            2.6085 / _GJ_PER_TCE,
            "t CO2/GJ",
            0.01,
            "29.6 t over 32.4 GJ is ten times coal: the energy is not that of the carbon.",
            "29.6吨除以32.4吉焦为煤的十倍：能耗与碳的边界不同。",
        ),
    ]


def _returns(numbers: Parameters) -> list[Statement]:
    found = conversion_returns(numbers).set_index(["case", "owner"])["irr_percent"]
    rates = {str(owner): float(found.loc["printed"][owner]) for owner in found.loc["printed"].index}
    whole, above = (float(found.loc[case]["project"]) for case in ("whole", "above_conventional"))
    return [
        Statement(
            "S37",
            "4.3",
            "investment of a conversion of 10 kt/a",
            "1万吨改造投资",
            1.8,
            2.2,
            numbers.value("project.investment", "10^8 CNY"),
            "10^8 CNY",
            0,
            "Taken as it stands; section 3.1 prints 8-12.",
            "按所印取值；3.1节为8–12亿元。",
            is_input=True,
        ),
        Statement(
            "S38",
            "3.3",
            "internal rate of a conversion without a preferential loan",
            "无优惠贷款的改造内部收益率",
            5.2,
            5.2,
            whole,
            "%",
            0.5,
            "Of the savings and premiums printed, at 76.3 % utilisation, on the whole investment; "
            f"on what lies above a conventional line it is {above:.0f} %.",
            f"由所印节省与溢价，开工率76.3%，按全部投资；按高于传统产线的部分则为{above:.0f}%。",
            is_assumed=True,
        ),
        Statement(
            "S38",
            "3.3",
            "internal rate with a preferential loan, from 5.2 % by its 50 basis points",
            "50个基点所致的内部收益率",
            8.7,
            8.7,
            5.2 + rates["equity_preferential"] - rates["equity"],
            "%",
            0.2,
            "The 50 basis points add about 1 point, and to the equity alone.",
            "50个基点只使自有资金收益率升约1个百分点。",
        ),
        Statement(
            "S38",
            "3.3",
            "internal rate of the equity at 70 % debt, from 5.2 % of the project",
            "70%负债下自有资金内部收益率",
            8.7,
            8.7,
            rates["equity"],
            "%",
            0.2,
            "Leverage at the prime rate alone gives it.",
            "仅由LPR下的杠杆即得。",
        ),
    ]
