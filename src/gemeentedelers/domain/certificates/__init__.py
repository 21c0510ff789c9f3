"""What a team can hang on the wall, and what anybody can check: issued after the reveal, never before it.

Owns the words certificate, honour, check code and withdrawal of a certificate.
"""
