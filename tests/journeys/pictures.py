"""Pictures of a page for whoever judges the look: `SCREENSHOTS=folder` before the command of the journeys."""

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = os.environ.get("SCREENSHOTS", "")
WIDTHS = (320, 768, 1280)


def take_pictures(page: Page, name: str) -> None:
    """The whole page at every width; nothing at all when nobody asked."""
    if not FOLDER:
        return
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(FOLDER) / f"{name}-{width}.png", full_page=True)
    if before:
        page.set_viewport_size(before)
