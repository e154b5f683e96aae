"""Labels find the places that a look at everything taken would give them, and look only at what lies near."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qlab.plot.drawing.placing import Places, Rect
from tests.growth import work

FRAME = Rect(0, 0.02, 3, 2)
lengths = some.floats(-1, 4)
points = some.tuples(lengths, lengths)
rects = some.builds(Rect, lengths, lengths, some.floats(0, 1.5), some.floats(0, 1.5))


def free(rect: Rect, taken: list[Rect], lines: list[tuple[float, float]]) -> bool:
    """Whether a label may stand there, by a look at all there is."""
    return rect.inside(FRAME) and not any(map(rect.touches, taken)) and not any(map(rect.is_struck_by, lines))


@given(some.lists(rects, max_size=12), some.lists(points, max_size=40), some.lists(rects, max_size=12))
def test_a_label_gets_the_first_place_that_a_look_at_everything_calls_free(
    taken: list[Rect], lines: list[tuple[float, float]], wanted: list[Rect]
) -> None:
    places = Places(FRAME)
    for rect in taken:
        places.take(rect)
    drawn = [*lines]
    for point in lines:
        places.draw(point, point)
    for _ in range(3):
        expected = next((rect for rect in wanted if free(rect, taken, drawn)), None)
        assert places.find(wanted) == expected
        taken = [*taken, *([expected] if expected else [])]


def test_a_line_is_in_the_way_all_along() -> None:
    for x in (0.1, 1.0, 2.7):
        places = Places(FRAME)
        places.draw((-50, 1), (50, 1.001))
        assert places.find([Rect(x, 0.9, 0.25, 0.2)]) is None
        assert places.find([Rect(x, 1.1, 0.25, 0.2)])


@pytest.mark.parametrize("far", [1e300, -1e300, inf, -inf])
def test_what_lies_beyond_the_frame_is_in_nobodys_way(far: float) -> None:
    places = Places(FRAME)
    places.take(Rect(far, 1, 0.2, 0.2))
    places.take(Rect(1, far, 0.2, 0.2))
    assert places.find([Rect(1, 1, 0.2, 0.2)])


def test_the_work_of_a_label_does_not_grow_with_those_that_stand_elsewhere() -> None:
    def calls(number: int) -> int:
        places = Places(Rect(0, 0, number, 1))
        return work(lambda: [places.find([Rect(at + 0.2, 0.3, 0.5, 0.2)]) for at in range(number)]).calls

    assert calls(400) < 4 * calls(100) * 1.2
