"""Messages: written in the transaction of the change, sent by a job, at least once and under one Message-ID.

Files that go along are stored with the message and removed some days after it was sent.
Owns the words message and enclosure.
"""
