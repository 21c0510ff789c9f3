"""What time it is. Only a demo may shift its clock, so that a whole edition can be lived in an hour."""
