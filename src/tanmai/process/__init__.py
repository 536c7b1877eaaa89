"""Process models of a metal: flows of mass and of value through the stages of its life.

A system is data (:mod:`tanmai.process.definition_file` reads it), its laws are linear
equations, and what is known of a flow is an interval: a point where the balances determine it.
"""
