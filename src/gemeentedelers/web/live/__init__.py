"""For the hall and for everybody at home: the stage, the pitch clock, and who operates them."""
