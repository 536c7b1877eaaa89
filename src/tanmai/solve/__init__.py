"""The Leontief system (I − A) X = Y: made once, asked many times, never inverted.

A is never copied where products with it are enough: A X = Z (x̂⁻¹ X), whether
Z is dense, memory-mapped, in CSR form or in trade-share form. Which method
solves the system is chosen by a written rule (`choose_method`), and every
solution is refined until its residual is within a stated tolerance.

Source: Leontief (1936); Miller and Blair (2022), chapter 2.
"""

from tanmai.solve.choice import Choice, choose_method
from tanmai.solve.coefficients import Coefficients, technical_coefficients
from tanmai.solve.methods import METHODS, Solver
from tanmai.solve.system import TOLERANCE, LeontiefSystem, require_solvable

__all__ = [
    "METHODS",
    "TOLERANCE",
    "Choice",
    "Coefficients",
    "LeontiefSystem",
    "Solver",
    "choose_method",
    "require_solvable",
    "technical_coefficients",
]
