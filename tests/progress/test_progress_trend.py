"""What is called a trend, and what is not."""

import random
from datetime import timedelta

import pytest
from filled_journal import NOW

from voiceskill.progress.ratings import Rated
from voiceskill.progress.telling import trend_sentence
from voiceskill.progress.trend import MIN_RATINGS, trend


def _ratings(values: list[int], days_apart: float = 3) -> list[Rated]:
    return [Rated(NOW + timedelta(days=days_apart * number), value) for number, value in enumerate(values)]


def test_a_few_bad_days_do_not_sway_it() -> None:
    falling = [8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2]
    plain = trend(_ratings(falling))
    swayed = trend(_ratings([*falling[:-3], 10, *falling[-2:]]))
    assert plain is not None
    assert swayed is not None
    assert plain.per_week == pytest.approx(-7 / 6, abs=0.03), "a point in six days"
    assert swayed.per_week == pytest.approx(plain.per_week, abs=0.15)
    assert swayed.clear
    assert plain.at(NOW) == pytest.approx(8, abs=0.5)
    assert trend_sentence(plain, "before sessions") == (
        "Your back hurts less before sessions than it did: about 1.2 points less each week."
    )


def test_it_does_not_depend_on_the_order_and_turns_with_the_ratings() -> None:
    ratings = _ratings([2, 3, 2, 4, 3, 5, 4, 6, 5, 6])
    rising = trend(ratings)
    falling = trend([Rated(rated.time, 10 - rated.rating) for rated in reversed(ratings)])
    assert rising is not None
    assert falling is not None
    assert rising.clear
    assert (falling.per_week, falling.low, falling.high) == pytest.approx((-rising.per_week, -rising.high, -rising.low))


@pytest.mark.parametrize(
    "ratings",
    [
        [],
        _ratings([9, 8, 7, 6, 5, 4, 3][: MIN_RATINGS - 1], days_apart=30),
        _ratings([9, 8, 7, 6, 5, 4, 3, 2, 1], days_apart=1),
        _ratings([9, 8, 7, 6, 5, 4, 3, 2, 1], days_apart=0),
    ],
)
def test_nothing_is_said_of_too_few(ratings: list[Rated]) -> None:
    assert trend(ratings) is None
    assert trend_sentence(trend(ratings), "before sessions") is None


def test_no_clear_change() -> None:
    level = trend(_ratings([4] * 10))
    assert level is not None
    assert (level.per_week, level.clear) == (0, False)
    assert trend_sentence(level, "after sessions") == "How your back is after sessions shows no clear change."


def test_chance_is_called_a_trend_no_more_often_than_promised() -> None:
    chance = random.Random(4)  # noqa: S311 - no secret
    called = [trend(_ratings([round(chance.gauss(4, 1.5)) for _ in range(20)])) for _ in range(400)]
    false = sum(line is not None and line.clear for line in called)
    assert false <= 0.01 * 400
