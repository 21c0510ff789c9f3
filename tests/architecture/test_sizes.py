"""What a visitor fetches before anything can be read: our own style and script, compressed, besides the fonts."""

import gzip
from pathlib import Path

BUNDLE = Path(__file__).parents[2] / "src/gemeentedelers/web/ui/static/ui"
MOST = 60_000


def test_style_and_script_together_stay_small() -> None:
    sizes = {name: len(gzip.compress((BUNDLE / name).read_bytes())) for name in ("main.css", "entry.js")}

    assert sum(sizes.values()) <= MOST, sizes
