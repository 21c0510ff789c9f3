"""Who may not judge what: ties between people and entries, computed from facts or declared by the person.

Owns the words tie, severity and conflict. A tie bars, warns or is worth a note, and always says why.
"""
