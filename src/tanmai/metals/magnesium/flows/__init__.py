"""Substance and value flows of magnesium, from ore to scrap."""
