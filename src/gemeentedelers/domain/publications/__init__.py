"""The public face of a case: what the knowledge base shows of an entry or of an earlier year.

Owns the words publication, outcome, jury remark and archive case. Nothing of a running edition is here before
its result is revealed.
"""
