"""Windows of a browser whose consoles stay silent to the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# What the browser's own console says of an answer that the test asked for on purpose.
EXPECTED = ("status of 403", "status of 404", "status of 503")


@contextmanager
def windows(browser: Any, base: str, *, patience: int = 15_000) -> Iterator[Callable[..., Any]]:
    """Give what opens a window: ``opened(language, width, dark, user, password)``; ``patience`` is in milliseconds."""
    contexts: list[Any] = []
    said: list[str] = []

    def opened(
        language: str = "zh", width: int = 1280, dark: bool = False, user: str = "", password: str = ""
    ) -> Any:
        context = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": 900},
            locale="zh-CN" if language == "zh" else "en-US",
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(patience)
        page.on(
            "console",
            lambda m: said.append(f"{page.url}: {m.text}") if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        if user:
            page.goto("/login/")
            page.fill("#id_username", user)
            page.fill("#id_password", password)
            page.click(".login [type=submit]")
        return page

    yield opened
    for context in contexts:
        context.close()
    heard = [line for line in said if not any(words in line for words in EXPECTED)]
    assert not heard, json.dumps(heard, indent=1)
