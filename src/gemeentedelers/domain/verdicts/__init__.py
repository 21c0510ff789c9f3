"""The jury chooses, the chair pronounces, and nobody knows until the reveal.

Owns the words choice, verdict, motivation, remark, quorum and commitment. Until the reveal the database
holds a verdict only as a sealed text, next to a commitment that proves afterwards that it was not changed.
"""
