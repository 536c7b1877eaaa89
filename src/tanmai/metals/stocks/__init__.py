"""Stocks, scrap and supply of a metal in a region over a century, from a definition as data."""
