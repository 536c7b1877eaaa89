"""Magnesium opened in a multi-regional table: an integrated hybrid model."""
