"""Speed and size, measured against the real server with 5,000 drafts: `make bench`.

`figures` is plain arithmetic and words, `writers` is a browser without a screen, `seed` fills the database, `place`
starts and stops what is measured, `measures` says what is done, `__main__` puts them in order.
"""
