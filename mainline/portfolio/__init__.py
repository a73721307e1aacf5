"""Management 管理: the dates of rights, who sees to them, and what they cost."""
