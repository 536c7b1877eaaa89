"""Pictures: pages, fonts, boundaries, maps, charts, and their files."""
