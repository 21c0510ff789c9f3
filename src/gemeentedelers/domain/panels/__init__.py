"""Who reads what: the readers of a round, and which entries each of them gets.

Owns the words reader, capacity and assignment. Nobody reads an entry of the own municipality, or
before the rules are accepted and interests declared.
"""
