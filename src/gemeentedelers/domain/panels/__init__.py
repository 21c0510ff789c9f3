"""Who reads what: the readers of a round, and which entries each of them gets.

Owns the words reader, capacity, assignment and conflict. Nobody reads an entry of the own municipality.
"""
