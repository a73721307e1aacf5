"""Who is let in: the gate of :mod:`mainline.orgs.gate`, under the name by which the pages of the register know it."""

from mainline.orgs.gate import View, member, needs, signed_in

__all__ = ["View", "member", "needs", "signed_in"]
