"""A municipality enters a case.

Owns the words entry, draft, section, answer, frozen version, team, eligibility and reference number.
A draft becomes an entry by submitting it; what readers judge is always a frozen version.
This is the room to copy: every other room has these doors, in this order.
"""
