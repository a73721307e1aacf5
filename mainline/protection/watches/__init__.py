"""Watches 监控: what changed in the register is held against all of them at once, and each says why it tells of something."""
