"""Somebody points at another municipality's case; that municipality decides whether it takes part.

Owns the words nomination, nominator, anonymous tip, contact, invitation and desk research.
Who is nominated often is not asked often: nominations of one case are joined, and a contact gets one letter a day
at most.
"""
