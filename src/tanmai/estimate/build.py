"""One year's table of provinces, from official statistics."""

from __future__ import annotations

import numpy as np

from tanmai.errors import TableError
from tanmai.estimate import demand, foreign, production, trade
from tanmai.estimate.emissions import allocate_emissions
from tanmai.estimate.inputs import CATEGORIES, VALUE_ADDED, EstimateInputs
from tanmai.table import FloatArray, MrioTable
from tanmai.trade_share import TradeShares


def estimate_table(inputs: EstimateInputs) -> MrioTable:
    """Estimate the provincial table of a year.

    National totals of output, value added, final demand, exports and imports
    are kept; provincial structure comes from the base year and from the
    provincial accounts; trade between provinces is modelled by gravity.

    Parameters
    ----------
    inputs : EstimateInputs
        What the table is made from.

    Returns
    -------
    MrioTable
        The table, with its trade-share form; its parts are exact in single
        precision, and output and value added close it.

    Raises
    ------
    TableError
        A sector of the nation has no value added, or more than its output, or a
        fit has no solution.
    """
    _refuse_impossible_nation(inputs)
    national, base, nation = inputs.national, inputs.base, inputs.base_nation
    value_added = _value_added(inputs)
    output = production.provincial_output(
        value_added, base, nation, national.total_value_added, national.output
    )
    use = demand.provincial_use(output - value_added, base, nation, national.use)
    final_use = _final_use(inputs, output, use)
    exports, imports = _foreign_trade(inputs, output, use, final_use)
    flows = trade.gravity_trade(
        (output - exports).T,
        (use.sum(axis=2) + final_use.sum(axis=2) - imports).T,
        trade.trade_affinity(inputs.transport_cost, inputs.codes.home_preference),
    )
    form, import_shares = trade.chenery_moses(flows, imports, use, final_use)
    components = production.value_added_components(
        value_added, inputs.accounts.income, national.value_added
    )
    emissions = allocate_emissions(inputs.inventory, output, inputs.index)
    return _closed(inputs, form, import_shares, exports, components, emissions)


def _refuse_impossible_nation(inputs: EstimateInputs) -> None:
    output, value_added = inputs.national.output, inputs.national.total_value_added
    impossible = (value_added <= 0) | (value_added >= output)
    if impossible.any():
        at = int(np.argmax(impossible))
        raise TableError(
            f"National table of {inputs.year}, {inputs.index.sectors[at]}: value added of "
            f"{value_added[at]:.6g} with an output of {output[at]:.6g}. The estimate needs value "
            "added between zero and output; check the row of value added."
        )


def _value_added(inputs: EstimateInputs) -> FloatArray:
    codes, product = inputs.codes, inputs.accounts.regional_product
    national = inputs.national.total_value_added
    base = production.base_value_added(inputs.base, inputs.base_nation, codes.by_output)
    prior = production.value_added_prior(base, product, codes, national)
    inventory = inputs.inventory
    has_inventory = np.array(
        [code not in inputs.without_emissions for code in inputs.index.region_codes]
    )
    emitted = inventory.emissions @ inventory.sectors_of_row
    prior[production.absent_sectors(base, emitted, codes, has_inventory)] = 0.0
    return production.provincial_value_added(prior, product, codes, national)


def _final_use(inputs: EstimateInputs, output: FloatArray, use: FloatArray) -> FloatArray:
    """Return final use by category, inventory change last (m, n, 5)."""
    final = demand.provincial_final_demand(
        inputs.accounts.final_use,
        inputs.base,
        inputs.base_nation,
        inputs.national.final_demand[:, :-1],
    )
    inventory = demand.provincial_inventory(
        output, use.sum(axis=2) + final.sum(axis=2), inputs.national.final_demand[:, -1]
    )
    return np.concatenate([final, inventory[:, :, None]], axis=2)


def _foreign_trade(
    inputs: EstimateInputs, output: FloatArray, use: FloatArray, final_use: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return exports and imports, each (m, n)."""
    accounts, national = inputs.accounts, inputs.national
    open_to_trade = foreign.openness(accounts.customs_exports, accounts.regional_product)
    export_ratio, import_ratio = foreign.trade_ratios(
        inputs.base, inputs.base_nation, inputs.base_splits_trade
    )
    exports = foreign.provincial_exports(
        output,
        export_ratio,
        open_to_trade,
        accounts.customs_exports,
        inputs.codes.goods,
        national.exports,
    )
    total_use = use.sum(axis=2) + final_use.sum(axis=2)
    imports = foreign.provincial_imports(total_use, import_ratio, open_to_trade, national.imports)
    return exports, imports


def _single(values: FloatArray) -> FloatArray:
    """Return values rounded to single precision, held in double."""
    return values.astype(np.float32).astype(np.float64)


def _closed(
    inputs: EstimateInputs,
    form: TradeShares,
    import_shares: FloatArray,
    exports: FloatArray,
    components: FloatArray,
    emissions: FloatArray,
) -> MrioTable:
    """Round what is stored, then let output close the rows and value added the columns."""
    size, m = len(inputs.index), inputs.index.m
    rounded = TradeShares(_single(form.shares), _single(form.use), _single(form.final_use))
    imports = _single(np.einsum("si,sij->sj", import_shares, form.use).reshape(size))
    imports_final = _single(np.einsum("si,sik->sk", import_shares, form.final_use).reshape(-1))
    sold_abroad = _single(exports.reshape(size))
    Z, Y = rounded.intermediate_flows(), rounded.final_demand()
    x = Z.sum(axis=1) + Y.sum(axis=1) + sold_abroad
    parts = components.reshape(len(VALUE_ADDED), size)
    total = parts.sum(axis=0)
    closing = np.divide(x - Z.sum(axis=0) - imports, total, out=np.zeros(size), where=total > 0)
    return MrioTable(
        index=inputs.index,
        categories=CATEGORIES,
        Z=Z,
        Y=Y,
        exports=sold_abroad,
        error=np.zeros(size),
        x=x,
        imports=imports,
        imports_final=imports_final,
        value_added=parts * closing,
        value_added_labels=VALUE_ADDED,
        F=_single(emissions.reshape(1, size)),
        F_Y=_single(inputs.inventory.households.reshape(1, m)),
        stressors=("CO2",),
        year=inputs.year,
        provenance=inputs.provenance,
        without_emissions=inputs.without_emissions,
        trade_shares=rounded,
    )
