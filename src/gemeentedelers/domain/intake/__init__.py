"""What the organisers settle with a team between its submission and the readers.

Owns the words question, appeal, merge, likeness and suggested category. Extensions and the mail about them belong
to `entries`. Nothing in this room decides by itself: an organiser does.
"""
