"""How the result comes on stage: step by step, each step a frame that everybody sees at once.

Owns the words script, step, frame, press, stand-by, blackout and rehearsal.
"""
