"""Metals: their works, industries and markets on stated data; their stocks, scrap and supply."""
