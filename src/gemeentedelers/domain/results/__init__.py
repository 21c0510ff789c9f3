"""The whole result under one seal: a commitment is published first, two people open it, anybody verifies it after.

Owns the words result, seal, commitment of the result, key holder, release and nonce.
"""
