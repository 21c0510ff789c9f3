"""What is told about a case: which questions are asked, how much room there is, and what an answer means.

Owns the words field, chapter, page, evidence level, transfer profile, licence and gap. Only rules: the texts are
kept by `foundation.texts`, and an entry says whose they are.
"""
