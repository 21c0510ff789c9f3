"""Signing in, own details, and (in a demo) being one of the personas."""
