"""tanmai (碳脉, "carbon veins"): carbon through the provinces of China."""

from importlib.metadata import version

__version__ = version("tanmai")
