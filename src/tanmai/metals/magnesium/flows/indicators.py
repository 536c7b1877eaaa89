"""Resources behind a product, and how a material circulates."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.definition import ProcessDefinition
from tanmai.metals.model_parts import MASS_IN_TONNES


@dataclass(frozen=True)
class ResourceUse:
    r"""Direct and hidden resources of a product.

    Attributes
    ----------
    output : float
        Mass M of the product, in tonnes.
    inputs : DataFrame
        Index: key of the input. Columns: ``use`` per tonne and ``unit`` as given, ``consumed`` (in
        ``unit``), ``abiotic`` (tonnes of abiotic resources, :math:`m_i \alpha_i`),
        ``share_of_direct`` and ``share_of_abiotic``. An input that is not counted as direct has
        the share 0 of it.
    direct : float
        Direct material input DMI, in tonnes.

    Notes
    -----
    Material input per service unit, after Schmidt-Bleek (1994).
    """

    output: float
    inputs: pd.DataFrame
    direct: float

    @property
    def abiotic(self) -> float:
        r"""Abiotic resource input :math:`MI = \sum_i m_i \alpha_i`, in tonnes."""
        return float(self.inputs["abiotic"].sum())

    @property
    def rucksack(self) -> float:
        """Ecological rucksack W = MI - M, in tonnes."""
        return self.abiotic - self.output

    @property
    def abiotic_per_tonne(self) -> float:
        """Material input per service unit S = MI / M, in t/t."""
        return self.abiotic / self.output

    @property
    def direct_per_tonne(self) -> float:
        """DMI / M, in t/t."""
        return self.direct / self.output

    @property
    def rucksack_per_tonne(self) -> float:
        """W / M, in t/t."""
        return self.rucksack / self.output

    @property
    def rucksack_per_direct(self) -> float:
        """W / DMI."""
        return self.rucksack / self.direct


def resource_use(definition: ProcessDefinition, product: str, output: float) -> ResourceUse:
    """Return the resources that an output of a product takes.

    Parameters
    ----------
    definition : ProcessDefinition
        Its inputs of the product, with their abiotic intensities.
    product : str
        Flow that the inputs belong to.
    output : float
        Amount of the product, in the unit of the definition.

    Raises
    ------
    LabelError
        No input belongs to the product, or none of them is direct.
    """
    inputs = [entry for entry in definition.inputs if entry.product == product]
    if not any(entry.direct for entry in inputs):
        known = sorted({entry.product for entry in definition.inputs if entry.direct})
        raise LabelError(
            message(
                "{definition}: '{product}' has no direct inputs.{nearest}",
                definition=definition.name,
                product=product,
                nearest=did_you_mean(product, known),
            )
        )
    tonnes = output * MASS_IN_TONNES[definition.unit]
    table = pd.DataFrame(
        {
            "use": [entry.use for entry in inputs],
            "unit": [entry.unit for entry in inputs],
            "consumed": [entry.use * tonnes for entry in inputs],
            "abiotic": [entry.use * tonnes * entry.intensity for entry in inputs],
        },
        index=pd.Index([entry.key for entry in inputs], name="input"),
    )
    is_direct = pd.Series([entry.direct for entry in inputs], index=table.index)
    in_direct = table["consumed"].where(is_direct, 0.0)
    table = table.assign(
        share_of_direct=in_direct / in_direct.sum(),
        share_of_abiotic=table["abiotic"] / table["abiotic"].sum(),
    )
    return ResourceUse(tonnes, table, float(in_direct.sum()))
