"""What the comments of a list say, once it is known who wrote them and when."""

from __future__ import annotations

from threadsearch.formats.generic_html.aligned import Aligned
from threadsearch.formats.generic_html.bodies import letters_of, read_bodies
from threadsearch.formats.generic_html.fields import Reading
from threadsearch.formats.generic_html.heads import read_heads
from threadsearch.formats.generic_html.outline import Outline


def read_words(out: Outline, reading: Reading) -> Reading:
    """Read the words of a list's records, too: of the few lists that may be the page's, and not of all of them."""
    aligned = Aligned(out, reading.candidate)
    letters = letters_of(aligned, reading.fields)
    reading.body, bodies = read_bodies(aligned, letters)
    heads = read_heads(aligned, letters, bodies, reading.fields)
    for order, found in enumerate(reading.fields):
        found.bodies, found.heads = bodies[order], heads[order]
        found.labels = [
            at for at in found.record.own if aligned.is_label(order, at) and aligned.is_everywhere(order, at)
        ]
    return reading
