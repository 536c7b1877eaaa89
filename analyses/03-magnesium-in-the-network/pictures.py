"""Maps and the Sankey diagram of magnesium's carbon, in Chinese and English."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from magnesium_network import FERROSILICON, MAGNESIUM, CoupledCase, destinations

from tanmai.charts import sankey
from tanmai.figure_files import save_figure
from tanmai.figures import Caption, Sheet
from tanmai.maps.choropleth import choropleth
from tanmai.maps.flow_map import flow_map
from tanmai.process.hybrid_magnesium import power_sector

ARROWS = 20
UNIT = "kt CO2"


def write_pictures(case: CoupledCase, folder: Path) -> None:
    for language in ("zh", "en"):
        for stem, sheet in pictures(case, language).items():
            save_figure(sheet, folder, f"{stem}.{language}")


def pictures(case: CoupledCase, language: str) -> dict[str, Sheet]:
    ends = destinations(case)
    provinces = set(case.table.index.region_codes)
    home = ends[ends["destination"].isin(provinces)]
    emitted = pd.concat(
        [case.tonnes[code].by_region() * case.output_tonnes[code] / 1e3 for code in case.makers],
        axis=1,
    ).sum(axis=1)
    between = home[(home["made_in"] != home["destination"]) & (home["MtCO2"] > 0)]
    flows = between.assign(value=between["MtCO2"] * 1e3)
    flows = flows.rename(columns={"made_in": "from", "destination": "to"})
    largest = flows.nlargest(ARROWS, "value")[["from", "to", "value"]].reset_index(drop=True)
    return {
        "map-emitted": choropleth(
            emitted,
            _caption(
                case,
                language,
                ("Where the carbon of magnesium is emitted", "原镁的碳排放在何处产生"),
                ("Gate and upstream, output of 2017 in three provinces", "2017年三省产量，含上游"),
            ),
        ),
        "map-destinations": choropleth(
            home.groupby("destination")["MtCO2"].sum().clip(lower=0.0) * 1e3,
            _caption(
                case,
                language,
                ("Whose final demand magnesium's carbon serves", "原镁的碳排放为谁的最终需求"),
                (
                    "Exports apart; metal follows what smelting sells",
                    "不含出口；流向同金属冶炼",
                ),
            ),
        ),
        "map-flows": flow_map(
            largest,
            float(flows["value"].sum()),
            _caption(
                case,
                language,
                ("Carbon of magnesium from works to final demand", "原镁的碳从产地到最终需求"),
                (f"The {ARROWS} largest flows between provinces", f"省际最大的{ARROWS}条流"),
            ),
        ),
        "sankey": _diagram(case, ends, language),
    }


def _caption(
    case: CoupledCase, language: str, title: tuple[str, str], subtitle: tuple[str, str]
) -> Caption:
    english = language == "en"
    provenance = case.table.provenance
    return Caption(
        title[0 if english else 1],
        UNIT,
        f"{provenance.name}; magnesium opened out of smelting by its process"
        if english
        else f"{provenance.name}；镁按工艺自金属冶炼中拆分",
        language,
        subtitle[0 if english else 1],
        provenance.caveat_en if english else provenance.caveat_zh,
    )


def _diagram(case: CoupledCase, ends: pd.DataFrame, language: str) -> Sheet:
    """Who emits, where the metal is made, where it ends."""
    english = language == "en"
    names = {r.code: r.name(language) for r in case.table.regions}
    stages = {
        "gate": ("Magnesium works", "镁厂"),
        "alloy": ("Ferrosilicon works", "硅铁厂"),
        "power": ("Power", "电力"),
        "rest": ("All else upstream", "其余上游"),
    }
    sinks = {
        "abroad": ("Abroad", "出口"),
        "home": ("Same province", "本省"),
        "others": ("Other provinces", "其他省份"),
        "stocks": ("Stocks, statistical difference", "库存与误差"),
    }
    where = 0 if english else 1
    bars = [(key, said[where], 0) for key, said in stages.items()]
    bars += [(code, names[code], 1) for code in case.makers]
    bars += [(key, said[where], 2) for key, said in sinks.items()]
    links = []
    for code in case.makers:
        by_sector = case.tonnes[code].by_sector() * case.output_tonnes[code] / 1e3
        parts = {
            "gate": by_sector[MAGNESIUM],
            "alloy": by_sector[FERROSILICON],
            "power": by_sector[power_sector(case.table)],
        }
        parts["rest"] = by_sector.sum() - sum(parts.values())
        links += [(key, code, value) for key, value in parts.items()]
        own = ends[ends["made_in"] == code].set_index("destination")["MtCO2"] * 1e3
        out = {"abroad": own["exports"], "home": own[code]}
        out["stocks"] = own["stock_change"] + own["error"]
        out["others"] = own.sum() - sum(out.values())
        links += [(code, key, value) for key, value in out.items()]
    frame = pd.DataFrame(links, columns=["source", "target", "least"])
    frame = frame[frame["least"] > 0.5].assign(most=lambda kept: kept["least"], name="")
    frame["kind"] = frame["target"].map({"abroad": "trade"}).fillna("forward")
    used = set(frame["source"]) | set(frame["target"])
    nodes = pd.DataFrame(
        [bar for bar in bars if bar[0] in used], columns=["key", "name", "column"]
    ).set_index("key")
    caption = _caption(
        case,
        language,
        (
            "Carbon of magnesium: who emits, who makes, where it ends",
            "原镁的碳：排放、生产与去向",
        ),
        ("Output of 2017 in three provinces", "2017年三省产量"),
    )
    return sankey(nodes, frame, caption, digits=0)
