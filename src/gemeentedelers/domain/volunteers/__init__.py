"""Who wants to read, what the organisers decide about them, and how many readers an edition needs.

Owns the words volunteer, sign-up, supply, need and outlook. A reader begins here and goes on in `panels`.
"""
