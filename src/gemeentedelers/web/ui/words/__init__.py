"""The words of the rooms of the final, a file each: `LABELS` for their enums, `SENTENCES` for their refusals."""
