"""What several charts say by themselves, in Chinese and English."""

NO_INVENTORY = {
    "zh": "斜线：没有排放清单（{}）。",
    "en": "Hatched: no emission inventory ({}).",
}
"""Note on the regions, by name, whose emissions are not known."""
