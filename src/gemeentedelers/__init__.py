"""GemeenteDelers: municipalities share what works, and take over each other's good ideas."""
