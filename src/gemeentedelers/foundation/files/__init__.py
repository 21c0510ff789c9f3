"""Private uploads: checked before they are kept, scanned when there is a scanner, served only through a view.

Owns the words stored file, kind of file, obstacle of a file, scan and sweep. What a file may be is in `rules` and
`inspection`; where its bytes are is known only to `storage`; the virus scanner is behind `scanner`.
"""
