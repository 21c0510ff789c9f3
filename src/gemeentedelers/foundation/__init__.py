"""Pieces that would be useful in a product about anything else."""
