"""The words around each picture of a study: title, subtitle, and how to read it."""

from __future__ import annotations

from tanmai.core.messages import Message, message, plural
from tanmai.draw.design import Columns
from tanmai.draw.page import Caption
from tanmai.report.pictures_of_study import (
    MOST_ARROWS,
    OF_LARGEST,
    mapped_paths,
    shown_regions,
)
from tanmai.report.study_tables import backbone_rule
from tanmai.report.voice import Voice
from tanmai.studies.study import Study
from tanmai.studies.uncertainty_statements import few_draws


def picture_caption(say: Voice, kind: str, columns: Columns | None = None) -> Caption:
    """Return the words around a picture in the language of the voice; see `picture_material`."""
    provenance = say.study.table.provenance
    return Caption(
        title=f"{_title(say, kind, columns or say.study.options.columns)}{say.topic}",
        unit=say.study.table.emission_unit,
        source=say(
            "multi-regional input-output table {name} ({status})",
            name=provenance.name,
            status=say.status,
        ),
        language=say.language,
        subtitle=_subtitle(say, kind),
        caveat=provenance.caveat(say.language),
        approval_number=say.study.options.approval_number or "",
        pressure=say.pressure,
    )


def _title(say: Voice, kind: str, columns: Columns) -> str:
    drawn = mapped_paths(say.study) if kind == "key_paths" else say.study.paths
    top = min(len(drawn), MOST_ARROWS[columns])
    largest = plural(
        "Largest flow of embodied CO₂ between {place}s, {year}",
        "The {n} largest flows of embodied CO₂ between {place}s, {year}",
        top,
    )
    titles = {
        "production": message("Production-based CO₂ emissions, {year}"),
        "consumption": message("Consumption-based CO₂ emissions, {year}"),
        "net_outflow": message("Net outflow of embodied CO₂, {year}"),
        "key_paths": largest,
        "flows": message("Flows of embodied CO₂ from {place} to {place}, {year}"),
        "accounts": message("Production- and consumption-based CO₂ emissions by {place}, {year}"),
        "chords": message("Largest flows of embodied CO₂ among all {place}s, {year}"),
        "extraction": message("Net forward and net backward CO₂ linkages by {place}, {year}"),
        "network_map": message("Backbone and communities of the carbon transfer network, {year}"),
        "network": message("Carbon transfer network, force-directed layout, {year}"),
        "partners": message("Embodied CO₂ flows between the provinces and other regions, {year}"),
        "partners_inflow": message(
            "CO₂ emitted in other regions for the final demand of each province, {year}"
        ),
        "partners_outflow": message(
            "CO₂ emitted in each province for the final demand of other regions, {year}"
        ),
        "final_products": message(
            "From emitting {place}s through final products to final demand, {year}"
        ),
        "readings": message("Largest paths under each definition of a flow, {year}"),
        "reading_positions": message(
            "Net outflow of each {place} under each definition of a flow, {year}"
        ),
        "intervals": message("Uncertainty of the accounts by {place}, {year}"),
    }
    place = say.mapped_place if kind == "key_paths" else say.place
    return say(titles[kind].filled(year=say.study.table.year, place=place))


def _subtitle(say: Voice, kind: str) -> str:
    """Return the line below the title: what is shown, and what is not."""
    parts = (*_subtitles(say, kind)[kind], _largest_alone(say, kind))
    return say("; ").join(say(part) for part in parts if part)


def _largest_alone(say: Voice, kind: str) -> Message | None:
    """Return which regions a chart shows, where not all."""
    regions, shown = len(say.study.table.regions), len(shown_regions(say.study))
    if kind not in OF_LARGEST or shown == regions:
        return None
    if kind in ("accounts", "extraction"):
        said = message("the {shown} of {m} {place}s with the largest emissions")
    else:
        said = message("flows among the {shown} of {m} {place}s with the largest emissions")
    return said.filled(shown=shown, m=regions, place=say.place)


def _in_both_classifications(study: Study) -> bool:
    compared = study.readings
    return compared is not None and len(compared.own) < len(compared.made)


def _subtitles(say: Voice, kind: str) -> dict[str, tuple[Message | None, ...]]:
    study, place, mapped_place = say.study, say.place, say.mapped_place
    of_all = study.accounts.focus is None
    included = message("households included") if of_all else None
    excluded = message("households excluded") if of_all else None
    rule = message("Backbone: {rule}", rule=backbone_rule(say))
    return {
        "production": (message("Emitted within each {place}", place=mapped_place), included),
        "consumption": (
            message(
                "Emitted anywhere in the table for the final demand of each {place}",
                place=mapped_place,
            ),
            included,
        ),
        "net_outflow": (
            message("Emitted for other {place}s, less what they emit for this one", place=place),
        ),
        "key_paths": (
            message("From place of emission to place of final demand; background: net outflow"),
        ),
        "flows": (
            message("Rows: {place} of emission; columns: {place} of final demand", place=place),
            message("ordered by community"),
            message("negative flows (stock drawn down) left blank")
            if study.network.graph["negative_flows_left_out"] > 0
            else None,
        ),
        "accounts": (),
        "chords": (
            message("Ring: outflow and inflow of each {place}, ordered by community", place=place),
        ),
        "extraction": (
            message("Hypothetical extraction"),
            excluded,
            message("{place}s without an inventory not shown", place=place)
            if study.table.without_emissions
            else None,
        ),
        "network_map": (
            rule,
            message("flows with other regions not drawn") if study.partners else None,
        ),
        "network": (rule,),
        "final_products": (
            message(
                "Left: {place} of emission; middle: sector of the final product; right: kind of "
                "final demand",
                place=place,
            ),
            excluded,
            message("negative parts (stock drawn down) not shown")
            if (study.final_products.values < 0).any()
            else None,
        ),
        "partners": (message("From place of emission to place of final demand"),),
        "partners_inflow": (message("By region of emission"),),
        "partners_outflow": (message("By region of final demand"),),
        "readings": (
            message("Columns: definitions of a flow"),
            message("last column: definition of this study in the other sector classification")
            if kind == "readings" and _in_both_classifications(study)
            else None,
        ),
        "reading_positions": (
            message("Emitted for other {place}s, less what they emit for this one", place=place),
            message("one dot for each definition"),
        ),
        "intervals": (
            message("{level} intervals of random errors", level=say.percent(0.9)),
            message("systematic errors of the table not included"),
            few_draws(study.ensemble) if study.ensemble else None,
        ),
    }


def reading(say: Voice, kind: str) -> str:
    """Return how to read a picture, for its caption."""
    readings = {
        "production": message("Darker: higher."),
        "consumption": message("Darker: higher."),
        "accounts": message("Left: both accounts; right: net outflow."),
        "net_outflow": message("Brown: net exporter; blue: net importer."),
        "key_paths": message(
            "Arrows run from the place of emission to the place of final demand; their width is "
            "proportional to the flow."
        ),
        "flows": message("Each row is a place of emission, each column a place of final demand."),
        "chords": message(
            "Chords run from the place of emission to the place of final demand; their width is "
            "proportional to the flow."
        ),
        "extraction": message(
            "Higher: more is emitted for final products of others; further right: others emit more "
            "for final products from here."
        ),
        "network_map": message(
            "Colour and shape: community; size of a node: outflow plus inflow; width of an edge: "
            "flow."
        ),
        "network": message(
            "Strongly connected nodes lie close together; positions do not follow geography."
        ),
        "final_products": message(
            "Width of the bands: emissions, from where they arise through the sector of the final "
            "product to the kind of final demand or to exports."
        ),
        "partners": message("Where the first bar is longer, the provinces are net exporters."),
        "partners_inflow": message("Parts of a bar: where it is emitted."),
        "partners_outflow": message("Parts of a bar: for whose final demand it is emitted."),
        "readings": message(
            "A row of one colour is a path whose rank does not depend on the definition."
        ),
        "reading_positions": message(
            "The further apart the dots, the more the net outflow depends on the definition."
        ),
        "intervals": message(
            "Longer lines: more uncertain; where lines overlap, the order of ranks is uncertain."
        ),
    }
    return say(readings[kind])
