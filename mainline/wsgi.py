"""WSGI entry point."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")
application = get_wsgi_application()

from mainline.register.search import warm  # noqa: E402 (models load only once Django is set up)

# Dictionaries take seconds to load; the first visitor should not wait for them, nor the server's start.
threading.Thread(target=warm, name="warm", daemon=True).start()
