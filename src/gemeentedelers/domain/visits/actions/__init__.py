"""What people do on the way from a shortlist to a report, a module for each part of the way."""
