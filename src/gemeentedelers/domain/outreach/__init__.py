"""Who has not yet taken part, and how the organisers invite them.

Owns the words reach, contact, campaign, placeholder and approach. The reach of an edition is counted anew each
time from the register and the entries. A campaign is one text for a group of municipalities; an approach is one
mail of it to one contact, and is never made twice.
"""
