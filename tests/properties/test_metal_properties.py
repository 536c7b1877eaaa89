"""What holds of every metal: mass is conserved in each process and year."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanmai.metals.stocks.definition import CENTRAL_SCENARIO, MetalDefinition, Scenario
from tanmai.metals.stocks.supply import supply_of
from tanmai.metals.stocks.system import BALANCED, balance_gaps, solve_metal

SHARES = st.floats(0.0, 1.0)


def always(value: float, **more: object) -> dict[str, object]:
    return {"value": value, "source": "s", **more}


@st.composite
def lifetimes(draw: st.DrawFn) -> dict[str, object]:
    mean = draw(st.floats(1.5, 60.0))
    kind = draw(st.sampled_from(["fixed", "normal", "lognormal", "weibull"]))
    spread = draw(st.floats(0.1, 0.6))
    more = {"fixed": {}, "weibull": {"shape": 1 / spread}}.get(kind, {"sd": spread * mean})
    return {"kind": kind, "mean": mean, "source": "s", **more}


@st.composite
def uses(draw: st.DrawFn, number: int) -> dict[str, object]:
    stock = draw(st.booleans())
    first = draw(st.floats(0.0, 100.0))
    last = first + draw(st.floats(0.0, 900.0)) if stock else draw(st.floats(0.0, 1000.0))
    amount = {"values": {2000: first, 2030: last}, "unit": "kt", "source": "s"}
    name = f"u{number}"
    return {
        "key": name,
        "name_en": name,
        "name_zh": name,
        "driven_by": "stock" if stock else "inflow",
        "amount": amount,
        "lifetime": draw(lifetimes()),
        "collection": always(draw(SHARES)),
        "recovery": always(draw(SHARES)),
        "dissipation": always(draw(SHARES)),
        "fabrication_yield": always(draw(st.floats(0.1, 1.0))),
        "new_scrap_recovery": always(draw(SHARES)),
        "product_exports": always(draw(st.floats(-0.9, 2.0))),
    }


@st.composite
def metals(draw: st.DrawFn) -> MetalDefinition:
    count = draw(st.integers(1, 4))
    is_open = draw(st.booleans())
    supply: dict[str, object] = {"trade": "open" if is_open else "closed"}
    if is_open:
        for name in ("mine", "refined_exports", "secondary_imports"):
            supply[name] = always(draw(st.floats(0.0, 500.0)), unit="kt")
    supply["mine_yield"] = always(draw(st.floats(0.05, 1.0)))
    return MetalDefinition(
        name="made-up",
        symbol="Uo",
        metal_en="Unobtainium",
        metal_zh="难得素",
        region_en="Utopia",
        region_zh="乌有",
        unit="kt",
        first_year=2000,
        base_year=2015,
        last_year=2040,
        sankey_year=2015,
        sources={"s": {"citation_en": "none", "citation_zh": "无"}},
        uses=[draw(uses(number)) for number in range(count)],
        supply=supply,
    )


@given(metals(), st.floats(0.5, 2.0), st.floats(1.0, 2.0), SHARES)
def test_mass_is_conserved_in_each_process_and_year_under_any_scenario(
    definition: MetalDefinition, lifetime: float, demand: float, recovery: float
) -> None:
    changed = Scenario(
        key="c", name_en="c", name_zh="c", lifetime=lifetime, demand=demand, recovery=recovery
    )
    for scenario in (CENTRAL_SCENARIO, changed):
        system = solve_metal(definition, scenario)
        largest = max(float(np.abs(flow).max()) for flow in system.flows.values()) or 1.0
        for process, gap in balance_gaps(system).items():
            assert float(np.abs(gap).max()) <= BALANCED * largest, process
        supplied = supply_of(system)
        scale = max(float(supplied.need.max()), 1.0)
        paths = supplied.paths.to_numpy()
        assert paths.min() >= -BALANCED * scale
        assert paths.sum(axis=1) == pytest.approx(supplied.need, abs=BALANCED * scale)
        # all that ever entered is in use or has left
        gone = system.uses.inflow.sum(axis=0) - system.uses.outflow.sum(axis=0)
        assert gone == pytest.approx(system.uses.stock[-1], rel=1e-9, abs=1e-6)
