"""What each juror wrote down about each finalist, when those cards open for everybody, and the talk that follows.

A card is sealed, and so are the notes of the talk. Until every juror of a category handed in, or the chair excused who
is absent, nobody reads a score or a text of somebody else: not the chair, not the organisers.
Owns the words juror card, strength, doubt, excusal, opening and minutes.
"""
