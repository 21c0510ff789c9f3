"""For the organisers: today, intake, panel, ranking, shortlist, reveal and journal."""
