"""What is true, in the order of the competition. A room may use the rooms before it, never one after it."""
