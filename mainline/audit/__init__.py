"""The audit: an append-only hash chain over all that is written, signed checkpoints, verification on- and offline."""
