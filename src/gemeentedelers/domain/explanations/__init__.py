"""How a result came about, told after the reveal without any person in it: for an edition, and for one entry.

Owns the words account of an edition, account of an entry, correction and stepping aside. It keeps nothing of its own.
"""
