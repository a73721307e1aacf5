"""Notices 官方通知书: an office's letter read, looked over beside its text, and entered on the thread of its right."""
