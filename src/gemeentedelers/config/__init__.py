"""Wiring only: settings, addresses, the database launcher. Nothing may import this floor."""
