"""The shortlist is cut into the categories of the final, which need not be the categories in which people entered.

Owns the words final category, recut, placement and objection. Scores and conflicts stay what they were.
"""
