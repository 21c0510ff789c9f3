"""How the entries of a round stand: by mean, without the severity of readers, and how sure that is.

Owns the words ranking, standing, band, severity, chance and question. It advises; `shortlists` decides.
"""
