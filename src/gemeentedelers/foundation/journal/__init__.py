"""The journal: every change as a fact, in one append-only, hash-chained table.

It is the audit trail (who did what, when) and the outbox (what still has to happen because of it).
A room records facts with `record`; a later room answers with `@reacts_to`. Words: fact, reaction, chain.
"""
