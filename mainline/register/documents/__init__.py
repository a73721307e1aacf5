"""Documents on rights: files that prove, kept whole, read for their text, shown to those they are for."""
