"""One round of the competition: its timetable, categories, criteria, rounds and prizes.

Owns the words edition, timetable, window, deadline, grace, extension, reminder, phase, category, criterion, round,
prize and theme.
What happens inside an edition lives in the rooms after this one.
"""
