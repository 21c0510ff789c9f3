"""What everybody may see at this moment, told to whoever listens: one row per topic, one notification per change.

Only what is public is broadcast: the process that passes it on knows no viewers. Words: topic, broadcast.
"""
