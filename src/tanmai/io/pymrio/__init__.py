"""Tables from and to pymrio: in memory, from a folder that pymrio saved, from world databases.

How the parts of a table stand in a pymrio system:

- Exports, inventories without a region and the balancing column (ERR) are
  final demand of regions of their own, ``exports``, ``stock_change`` and
  ``error``, whose sectors make, buy and emit nothing. So pymrio's accounts see
  them as sinks, and no province is charged with them. They are written only
  where they are not zero.
- Value added and imports are rows of the extension ``factor_inputs``;
  imported final demand is its F_Y.
- Emissions are the extension ``emissions``. Direct emissions of households are
  known by region; pymrio asks for a category too, and the whole is written
  under the first one of the region.
- Names, year and provenance travel in the metadata (`metadata`).

World databases as published (EXIOBASE 3, OECD ICIO, WIOD, Eora26, GLORIA) are
read by pymrio's parsers (`databases`), by a rule for each (`rules`).

Source: Stadler (2021), Pymrio, Journal of Open Research Software 9 (1).
"""
