"""What readers think of an entry, and which entries go on.

Owns the words scorecard, score, tip, ranking, shortlist, place and wildcard. A score counts when its card is
final, and as long as its reader has no conflict.
"""
