"""Who takes part: users, the organisations outside the register, and what somebody may do in which edition.

Owns the words user, organisation, role and persona. A user belongs to at most one municipality.
"""
