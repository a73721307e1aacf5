"""``python -m mainline``."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")

from mainline.cli import main

main()
