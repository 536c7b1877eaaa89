"""Magnesium."""
