"""The evidence vault: files kept under their hash, how they were captured, time stamps, one append-only log."""
