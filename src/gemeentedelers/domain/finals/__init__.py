"""Who is in the final, why, and what they bring: chosen by one person, signed by another.

Owns the words finalist, nomination list, explanation and pitch material.
"""
