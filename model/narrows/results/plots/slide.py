"""The slide all pictures share: colours, sizes, title, footnote, labels that keep apart."""

from contextlib import contextmanager

# Okabe and Ito's palette, told apart with any colour vision.
BLUE, ORANGE, GREEN, SKY = "#0072B2", "#E69F00", "#009E73", "#56B4E9"
VERMILLION, PURPLE, YELLOW = "#D55E00", "#CC79A7", "#F0E442"
INK, GREY, PALE = "#222222", "#6E6E6E", "#D9D9D9"
ARM_COLOURS = {"programme": BLUE, "baseline": GREY, "difference": BLUE}
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION, YELLOW, GREY)

SIZE = (13.333, 7.5)  # inches, 16:9
DPI = 144  # 1920 x 1080
TITLE, TEXT, LABEL, FOOTNOTE = 22, 14, 12, 10.5  # points

STYLE = {
    "font.size": LABEL,
    "axes.titlesize": TEXT,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 24,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#E8E8E8",
    "svg.hashsalt": "narrows",
    "svg.fonttype": "path",
    "axes.unicode_minus": True,
    "text.parse_math": False,  # a dollar is a dollar
}


@contextmanager
def styled(letters):
    """Draw and save inside this: the style is left as it was found."""
    from matplotlib import rc_context

    with rc_context({**STYLE, "font.family": list(letters.families)}):
        yield


def slide(title, subtitle, footnote, rectangles):
    """A figure of slide size with its words, and axes at the rectangles (left, bottom, w, h).

    Returns:
        (figure, axes), rectangles in parts of the figure.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white")
    figure.text(0.04, 0.955, title, size=TITLE, weight="bold", va="top")
    figure.text(0.04, 0.88, subtitle, size=TEXT, color="#444444", va="top")
    figure.text(0.04, 0.028, footnote, size=FOOTNOTE, color=GREY, va="bottom", linespacing=1.5)
    return figure, [figure.add_axes(rectangle) for rectangle in rectangles]


def own_axes(axes):
    """The axes given, or the axes of a fresh figure of slide size."""
    if axes is not None:
        return axes
    from matplotlib.figure import Figure

    return Figure(figsize=SIZE, dpi=DPI).add_subplot()


def year_axis(axes, first, last, room=0.0):
    """Whole years on the horizontal axis; `room` is the share of the width kept for labels."""
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(first, last + room * (last - first))
    ticks = MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]).tick_values(first, last)
    axes.set_xticks([year for year in ticks if first <= year <= last])
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.spines.bottom.set_bounds(first, last)
    axes.grid(axis="y")
    axes.tick_params(length=0)


def shade_period(axes, period, word):
    """Shade the years the programme runs; a year reaches half a year to both sides of its tick.

    Args:
        axes: with years on the horizontal axis.
        period: (first year, last year) or None.
        word: what the band is called.
    """
    if period is None:
        return
    first, last = period
    axes.axvspan(first - 0.5, last + 0.5, color="#F6EFD9", lw=0, zorder=0)
    axes.text(
        (first + last) / 2, 1.0, word, transform=axes.get_xaxis_transform(),
        ha="center", va="bottom", size=FOOTNOTE, color="#8A6D1B",
    )  # fmt: skip


def line_height(axes, size=LABEL):
    """Height of a line of text in units of the vertical axis."""
    low, high = axes.get_ylim()
    inches = axes.get_position().height * axes.figure.get_figheight()
    return abs(high - low) * size * 1.3 / 72 / inches


def spread(positions, gap):
    """Move positions as little as needed to stand at least `gap` apart; the order is kept.

    Neighbours that are too near are merged into blocks around their mean (pool adjacent
    violators), which is the least squares answer.

    >>> [float(place) for place in spread([1.0, 1.0, 5.0], 1.0)]
    [0.5, 1.5, 5.0]
    """
    order = sorted(range(len(positions)), key=lambda index: (positions[index], index))
    blocks = []  # [sum of (position - offset), members]
    for rank, index in enumerate(order):
        blocks.append([positions[index] - rank * gap, 1])
        while len(blocks) > 1 and _mean(blocks[-2]) > _mean(blocks[-1]):
            total, members = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += members
    shifts = [_mean(block) for block in blocks for _ in range(block[1])]
    placed = [0.0] * len(positions)
    for rank, index in enumerate(order):
        placed[index] = shifts[rank] + rank * gap
    return placed


def _mean(block):
    return block[0] / block[1]


def save(figure, path):
    """Write path.png and path.svg without an hour or a version in them; return both paths."""
    png, svg = path.with_suffix(".png"), path.with_suffix(".svg")
    figure.savefig(png, metadata={"Software": None}, pil_kwargs={"compress_level": 4})
    figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
