"""What every team hears back: strengths, next steps and whom to talk to, composed from the tips of readers.

Owns the words advice, waiver and reply. Advice is released apart from scores and never holds one.
"""
