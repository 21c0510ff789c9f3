"""Plain numbers: one module per question, importable without Django and usable from a notebook."""
