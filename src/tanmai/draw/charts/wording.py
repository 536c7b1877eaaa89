"""What several charts say by themselves, in Chinese and English."""

NO_INVENTORY = {
    "zh": "斜线：没有排放清单（{}）。",
    "en": "Hatched: no emission inventory ({}).",
}
"""Note on the regions, by name, whose emissions are not known."""

TWO_COLUMNS = {
    "zh": "本图按双栏宽绘制：单栏容不下各名称。",
    "en": "Two columns wide: the names have no room in one.",
}
"""Note on a picture that was to be one column wide."""
