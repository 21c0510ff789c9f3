"""Two assessors visit every team of the shortlist, and each writes an own view before they write one report.

Owns the words visit, portfolio, proposal of a moment, guide, claim, view, report and correction.
"""
