"""The day on which the finalists pitch: in which order, for how long, and the clock in the hall.

Owns the words pitch day, slot, running order and pitch clock.
"""
