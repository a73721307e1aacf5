"""The programme of the region as data, and its picture."""
