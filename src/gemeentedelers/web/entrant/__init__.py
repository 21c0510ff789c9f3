"""For the teams of municipalities: writing, submitting and following an entry."""
