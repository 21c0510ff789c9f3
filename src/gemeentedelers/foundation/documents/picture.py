"""The picture that stands beside a link on social media and in a chat."""

from gemeentedelers.foundation.documents.typesetting import one_line, png_from

SHEET = "share_picture.typ"
# Four lines hold about half of this; fitting a whole book would only take time.
LONGEST = 400


def share_picture(*, kicker: str, title: str, line: str) -> bytes:
    """A PNG of 1200 by 630 pixels in our look: a few words above, the title large, one line below.

    The title becomes smaller until it fits in four lines, and is shortened with an ellipsis when it never does.
    The same words give the same bytes.
    """
    words = {"kicker": kicker, "title": title, "line": line}
    return png_from(SHEET, {name: one_line(text[:LONGEST]) for name, text in words.items()})
