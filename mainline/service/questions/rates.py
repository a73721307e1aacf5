"""How often one address may ask and try keys, by the page and by the API together; for each serving process."""

from __future__ import annotations

from mainline.web.rates import Rate

ASKED = Rate(5, 3600)
"""Questions in an hour."""
TRIED = Rate(20)
"""Keys tried in a minute."""
