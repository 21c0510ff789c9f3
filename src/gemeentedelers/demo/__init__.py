"""A living demo: fictitious editions, invented people and cases, all made through the same actions as the real thing.

Nothing here is real except the register and the archived cases of 2021-2024, which carry their sources.
"""
