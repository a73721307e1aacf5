"""Answering an office action: claims, a chart of their features against what was cited, drafts, the client's approval."""
