"""What a room still has to say: in order, numbered, and only the newest of its frames."""

from __future__ import annotations

import pytest

from pong.cluster.mail import Frame, ToAll
from pong.cluster.voice import MAX_ITEMS, Voice


@pytest.fixture
def voice() -> Voice:
    return Voice("R", "p", 5)


def say(voice: Voice, *texts: str) -> None:
    for text in texts:
        voice.say(ToAll(text))


def texts(voice: Voice) -> list[str]:
    return [item.text for item in voice.take().items if isinstance(item, ToAll)]


def test_only_the_newest_frame_is_kept_and_it_comes_after_what_was_said(voice: Voice) -> None:
    say(voice, "a")
    voice.show(Frame("f1", 1))
    voice.show(Frame("f2", 2))
    said = voice.take()
    assert (said.items, said.frame, said.serial) == ([ToAll("a")], Frame("f2", 2), 1)
    assert voice.is_silent
    assert voice.sent == 1


def test_a_frame_that_something_follows_keeps_its_place(voice: Voice) -> None:
    voice.show(Frame("last frame", 9))
    say(voice, "game over")
    said = voice.take()
    assert said.frame is None
    assert said.items == [ToAll("last frame"), ToAll("game over")]


def test_what_could_not_be_sent_goes_first_and_keeps_its_number(voice: Voice) -> None:
    say(voice, "a", "b")
    unsent = voice.take()
    say(voice, "c")
    voice.put_back(unsent)
    assert voice.sent == 0
    assert voice.take().serial == 3
    voice.put_back(unsent)
    assert texts(voice) == ["a", "b"]


def test_a_frame_that_could_not_be_sent_comes_back_only_if_nothing_newer_has_come(voice: Voice) -> None:
    voice.show(Frame("f1", 1))
    unsent = voice.take()
    voice.put_back(unsent)
    assert voice.take().frame == Frame("f1", 1)
    voice.show(Frame("f2", 2))
    voice.put_back(unsent)
    assert voice.take().frame == Frame("f2", 2)
    say(voice, "the match is over")
    voice.put_back(unsent)
    assert voice.take().frame is None


def test_what_an_epoch_before_could_not_send_is_nobody_s_business_any_more(voice: Voice) -> None:
    say(voice, "a")
    unsent = voice.take()
    newer = Voice("R", "p", 6)
    newer.put_back(unsent)
    assert newer.is_silent


def test_of_too_much_the_oldest_gives_way_and_the_hole_shows_in_the_numbers(voice: Voice) -> None:
    say(voice, *(str(n) for n in range(MAX_ITEMS + 3)))
    said = voice.take()
    assert len(said.items) == MAX_ITEMS
    assert said.serial - len(said.items) == 3
    say(voice, "next")
    voice.put_back(said)
    said = voice.take()
    assert said.items[-1] == ToAll("next")
    assert said.serial - len(said.items) == 4
