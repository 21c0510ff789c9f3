"""One round of the competition: its timetable, categories, criteria, rounds and prizes.

Owns the words edition, timetable, window, deadline, phase, category, criterion, round, prize and theme.
What happens inside an edition lives in the rooms after this one.
"""
