"""Colours of categories, from brown by grey to blue and green."""

CATEGORIES = (
    "#5a1f08",
    "#a5532a",
    "#d99a62",
    "#ecd9a0",
    "#c4c4c4",
    "#8c8c8c",
    "#a9cde0",
    "#5f9dc0",
    "#2c5a78",
    "#a8c496",
    "#5f8757",
    "#2f4d2c",
)
"""For parts of a whole; neighbours differ in lightness too, so that a print in grey can be read."""

SERIES = ("#8f3d16", "#2c5a78", "#d99a62", "#5f8757", "#8c8c8c", "#8fbcd6")
"""For lines and points that stand beside each other."""
