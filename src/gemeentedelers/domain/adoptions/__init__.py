"""Who takes over what, and how far they are.

Owns the words adoption, status, reuse and level. An adoption is what a municipality says about itself; it counts
as reuse from the pilot on.
"""
