"""One index over what is public, and how the knowledge base asks it.

Owns the words document, search, facet, hit and near case. A document is made from a publication and can always be
made again.
"""
