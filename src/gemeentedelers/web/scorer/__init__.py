"""For readers: the queue and the scorecards."""
