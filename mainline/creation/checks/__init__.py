"""Checks of claims before they are filed: findings with the law beside them, and a stamp of what was checked."""
