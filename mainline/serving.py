"""How gunicorn serves pages: ``python:mainline.serving``. Its master reads this once, before there are any settings of ours.

Gunicorn knows request lines of at most 8,190 bytes, or of any length: then one visitor's address could fill the memory.
"""

from __future__ import annotations

from gunicorn.http import message

limit_request_line = 65_536
"""Bytes. A pasted abstract is a query too: 4,000 Chinese characters take 36,000 bytes of an address."""
message.MAX_REQUEST_LINE = limit_request_line
