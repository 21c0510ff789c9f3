"""Looks inside a file before it is kept. Here is no Django and no database, and every file is taken for an attack.

Nothing is ever unpacked whole: what is packed is read in pieces and counted while it is read.
"""
