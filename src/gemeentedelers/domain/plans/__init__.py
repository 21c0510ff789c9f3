"""Which entries lie on whose desk: proposed by a solver, read by an organiser, then applied.

Owns the words plan, situation, division, outcome, shortfall and load. No plan ever crosses a bar or moves what was
begun.
"""
