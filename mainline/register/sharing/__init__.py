"""Who may know of a right: the organisations that its holder names, and laying it open for good."""

from mainline.register.sharing.actions import open_right, share_right, unshare_right
from mainline.register.sharing.queries import Sharing, sharing_of

__all__ = ["Sharing", "open_right", "share_right", "sharing_of", "unshare_right"]
