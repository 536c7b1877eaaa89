"""Metals: their works, industries and markets on stated data."""
