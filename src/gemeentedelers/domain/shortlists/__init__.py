"""Which entries go on: the ranking, how sure it is, the decisions, the wildcard and the draw.

Owns the words ranking, cut, band, shortlist, place, proposal, decision, signature, panel, wildcard, draw and lot.
"""
