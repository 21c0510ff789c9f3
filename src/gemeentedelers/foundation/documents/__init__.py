"""Documents that people keep and pictures that they post, made from plain values.

An accessible PDF of questions and answers (`answers.pdf_of`) and the picture beside a link (`picture.share_picture`),
both in our look. What somebody typed is never read as markup, and the same values give the same bytes.
Owns the words document, part, answer and share picture.
"""
