"""The dated register: which municipality exists when, and who merged into whom.

Owns the words municipality, province, size class, successor and tile. Nothing in the product holds the number of
municipalities as a constant: it is asked here, for a day.
"""
