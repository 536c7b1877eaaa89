"""Charts for papers and reports, in Chinese and English."""

from tanmai.charts.account_bars import account_bars
from tanmai.charts.heat_map import heat_map

__all__ = ["account_bars", "heat_map"]
