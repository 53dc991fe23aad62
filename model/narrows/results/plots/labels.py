"""Place names on a map so that they cover neither circles nor one another."""

import numpy as np

# Directions in which a name may stand from its circle, best first: (x, y) of its near edge.
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7))
DISTANCES = (3.0, 12.0, 24.0)  # points between circle and name
SQUARE = 0.8  # half the side of the square that stands for a circle, in radii
# What covering a square point costs: a circle, another name, the frame's outside.
ON_CIRCLE, ON_NAME, OUTSIDE = 3, 20, 10
PER_CHOICE = 2  # cost of each step down the list of places, square points


def place_labels(points, radii, texts, size, frame):
    """Choose a place for each label in turn: the one where it covers least.

    Args:
        points: (circle, 2) of every circle, in points; the first len(texts) are labelled.
        radii: (circle,) in points.
        texts: the labels.
        size: of the type, in points.
        frame: (left, bottom, right, top) the labels should stay in, points.

    Returns:
        (label, 4) boxes: left, bottom, right, top in points.
    """
    points, radii = np.asarray(points, dtype=float), np.asarray(radii, dtype=float)
    half = SQUARE * radii[:, None]
    circles = np.hstack([points - half, points + half])
    placed = np.empty((0, 4))
    for point, radius, text in zip(points, radii, texts, strict=False):
        boxes = _candidates(point, radius, text_size(text, size))
        cost = ON_CIRCLE * overlap(boxes, circles).sum(1) + ON_NAME * overlap(boxes, placed).sum(1)
        cost += OUTSIDE * (_area(boxes) - overlap(boxes, np.array([frame]))[:, 0])
        cost += PER_CHOICE * np.arange(len(boxes))
        placed = np.vstack([placed, boxes[cost.argmin()]])
    return placed


def text_size(text, size):
    """Width and height of a text in points, near enough to place it.

    >>> text_size("ab", 20)
    (26.0, 24.0)
    """
    width = sum(1.0 if letter > "\u2e80" else 0.65 for letter in text)
    return width * size, 1.2 * size


def overlap(boxes, others):
    """Common area of each box with each other one, (box, other), square points.

    >>> overlap(np.array([[0, 0, 2, 2]]), np.array([[1, 1, 3, 3], [5, 5, 6, 6]]))
    array([[1, 0]])
    """
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.clip(high - low, 0, None).prod(-1)


def _area(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).prod(1)


def _candidates(point, radius, extent):
    """Boxes around a circle, best first: (side and distance, 4)."""
    width, height = extent
    boxes = []
    for distance in DISTANCES:
        for right, up in SIDES:
            x, y = point[0] + right * (radius + distance), point[1] + up * (radius + distance)
            left = x - (0 if right > 0 else width if right < 0 else width / 2)
            bottom = y - (0 if up > 0 else height if up < 0 else height / 2)
            boxes.append((left, bottom, left + width, bottom + height))
    return np.array(boxes)
