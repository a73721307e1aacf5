"""Webhooks: events of the thread told to other systems, signed, retried, and replayed on request."""
