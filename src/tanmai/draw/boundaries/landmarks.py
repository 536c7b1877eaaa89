"""Places that a map of China must hold, apart from the rules that ask for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Landmark:
    """A place, and the province that must hold it or reach it within some metres."""

    name_zh: str
    name_en: str
    lon: float
    lat: float
    code: str
    reach: float = 0.0

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en


DIAOYU = (
    Landmark("钓鱼岛", "Diaoyu Dao", 123.47, 25.74, "710000", 5e3),
    Landmark("赤尾屿", "Chiwei Yu", 124.56, 25.92, "710000", 5e3),
)
"""Two islands that every map names."""
