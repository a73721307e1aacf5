"""People: their identity keys, proposals that two rows are one human being, and the merging that a person decides."""
