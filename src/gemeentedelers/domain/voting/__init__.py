"""The public prize: one confirmed address, one ballot, and nobody sees the count before the closing.

What was chosen is sealed and kept apart from who voted; votes that look made are set apart and never removed.
Owns the words vote, candidate, asking, voter, ballot, quarantine, signal, turnout, recount and integrity report.
"""
