"""What lies behind an account: linkages, paths, and the change between two years.

Every function takes the `CarbonAccounts` of a table, which hold its system; with a
focus on emitters or on products, all of them keep to it.
"""

from tanmai.analysis.certified_paths import CertifiedPaths, path_coverage
from tanmai.analysis.complete_extraction import CompleteExtraction, complete_extraction
from tanmai.analysis.constant_prices import (
    Deflators,
    YearlyDeflators,
    at_constant_prices,
    read_deflators,
    read_yearly_deflators,
)
from tanmai.analysis.extraction import (
    Blocks,
    Extraction,
    ExtractionEffects,
    blocks_by_region,
    blocks_by_region_and_sector,
    blocks_by_sector,
    blocks_of_group,
    hypothetical_extraction,
)
from tanmai.analysis.final_demand import total_final_demand
from tanmai.analysis.final_products import FinalProductEmissions, final_product_emissions
from tanmai.analysis.key_pathways import FlowPathways, KeyPathways, key_pathways
from tanmai.analysis.linkages import (
    average_propagation_lengths,
    emission_linkages,
    output_linkages,
)
from tanmai.analysis.path_tables import path_table
from tanmai.analysis.routes import RegionRoutes, region_routes, route_table
from tanmai.analysis.structural_decomposition import (
    FACTORS,
    METHODS,
    SOURCING_FACTORS,
    StructuralDecomposition,
    decompose_change,
)
from tanmai.analysis.structural_path import (
    StructuralPaths,
    largest_structural_paths,
    structural_paths,
)
from tanmai.analysis.structural_path_betweenness import (
    betweenness_between_regions,
    largest_transactions,
    sector_betweenness,
    transaction_betweenness,
)
from tanmai.analysis.upstream import first_tier, ultimate_emitters

__all__ = [
    "FACTORS",
    "METHODS",
    "SOURCING_FACTORS",
    "Blocks",
    "CertifiedPaths",
    "CompleteExtraction",
    "Deflators",
    "Extraction",
    "ExtractionEffects",
    "FinalProductEmissions",
    "FlowPathways",
    "KeyPathways",
    "RegionRoutes",
    "StructuralDecomposition",
    "StructuralPaths",
    "YearlyDeflators",
    "at_constant_prices",
    "average_propagation_lengths",
    "betweenness_between_regions",
    "blocks_by_region",
    "blocks_by_region_and_sector",
    "blocks_by_sector",
    "blocks_of_group",
    "complete_extraction",
    "decompose_change",
    "emission_linkages",
    "final_product_emissions",
    "first_tier",
    "hypothetical_extraction",
    "key_pathways",
    "largest_structural_paths",
    "largest_transactions",
    "output_linkages",
    "path_coverage",
    "path_table",
    "read_deflators",
    "read_yearly_deflators",
    "region_routes",
    "route_table",
    "sector_betweenness",
    "structural_paths",
    "total_final_demand",
    "transaction_betweenness",
    "ultimate_emitters",
]
