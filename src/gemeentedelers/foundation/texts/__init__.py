"""Texts that several people write at the same time: kept per field, with versions, never silently overwritten.

Owns the words text, version, patch, conflict and history. A text is kept as it was typed, valid or not; what it
means is the business of the room that asks for it. Two people in different fields never wait for each other.
"""
