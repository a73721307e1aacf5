"""What share each inventor has in a right, as they agreed on it: kept here, beside the parties, whichever part wrote it."""

from mainline.register.shares.queries import InventorShare, inventor_shares

__all__ = ["InventorShare", "inventor_shares"]
