"""Letters between processes, over the channel layer. Knows the layer and addresses; not what letters mean.

Whoever posts never waits: one task sends all that has come together since its last round trip, so that the rooms of a
process cost one batch a tick however many they are, and a layer that is slow gets newest frames. Letters may get lost
(the layer is away, a subscription was cut): voices are numbered, and everything else is repeated or asked for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from pong.cluster.layer import BatchedLayer
from pong.cluster.ledger import Unavailable
from pong.cluster.mail import Letter, decode_letters, encode_letters, process_group, room_group
from pong.cluster.voice import Voice

log = logging.getLogger(__name__)

MAX_LETTERS = 1000  # to one address, while the layer does not answer
_RETRY_S = 0.03


class Bus:
    """This process's end of the bus.

    ``on_letter`` is called for every letter that comes; ``on_gap`` when some may have been missed.
    """

    def __init__(
        self, layer: BatchedLayer, process: str, *, on_letter: Callable[[Letter], None], on_gap: Callable[[], None]
    ) -> None:
        self._layer = layer
        self._process = process
        self._on_letter = on_letter
        self._on_gap = on_gap
        self._letters: dict[str, list[Letter]] = {}
        self._speaking: dict[str, Voice] = {}
        self._work = asyncio.Event()
        self._channel = ""
        self._ready = asyncio.Event()
        self._tried = asyncio.Event()
        self._failing = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to hear and to send, in tasks of the running loop."""
        self._layer.on_reconnect = self._on_gap
        self._work = asyncio.Event()  # of this loop
        if self._letters or self._speaking:
            self._work.set()
        self._tasks = [
            asyncio.create_task(self._for_ever(self._hear), name="bus:hear"),
            asyncio.create_task(self._for_ever(self._send), name="bus:send"),
        ]

    async def stop(self) -> None:
        """End both tasks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def ready(self) -> None:
        """Return when others can reach this process."""
        await self._ready.wait()

    def post(self, process: str, letter: Letter) -> None:
        """Send a letter to one process."""
        self._post(process_group(process), letter)

    def announce(self, room: str, letter: Letter) -> None:
        """Send a letter to every process that has members of the room, after what the room has said before."""
        self._flush_voice(room)
        self._post(room_group(room), letter)

    def speak(self, room: str, voice: Voice) -> None:
        """The room has something to say."""
        self._speaking[room] = voice
        self._work.set()

    async def listen(self, room: str) -> None:
        """From now on, letters to the room's group come here. Raises `Unavailable`."""
        await self._ready.wait()
        try:
            await self._layer.group_add(room_group(room), self._channel)
        except Exception as error:  # each layer has its own
            raise Unavailable(f"the channel layer: {error}") from error

    async def ignore(self, room: str) -> None:
        """They come no more."""
        if self._channel:
            with contextlib.suppress(Exception):  # one letter too many does no harm
                await self._layer.group_discard(room_group(room), self._channel)

    async def flush(self) -> None:
        """Wait until everything posted so far has been sent."""
        self._tried.clear()
        self._work.set()
        await self._tried.wait()

    def _post(self, group: str, letter: Letter) -> None:
        letters = self._letters.setdefault(group, [])
        if len(letters) < MAX_LETTERS:
            letters.append(letter)
        self._work.set()

    def _flush_voice(self, room: str) -> None:
        voice = self._speaking.pop(room, None)
        if voice is not None and not voice.is_silent:
            self._post(room_group(room), voice.take())

    async def _hear(self) -> None:
        self._channel = await self._layer.new_channel()
        await self._layer.group_add(process_group(self._process), self._channel)
        self._ready.set()
        while True:
            message = await self._layer.receive(self._channel)
            for letter in decode_letters(message.get("body", b"")):
                try:
                    self._on_letter(letter)
                except Exception:
                    log.exception("a letter could not be read: %s", type(letter).__name__)

    async def _send(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            voices, self._speaking = self._speaking, {}
            letters, self._letters = self._letters, {}
            said = {room: voice.take() for room, voice in voices.items() if not voice.is_silent}
            batch = [(group, _message(mail)) for group, mail in letters.items()]
            batch += [(room_group(room), _message([words])) for room, words in said.items()]
            try:
                await self._layer.group_send_batch(batch)
            except Exception:
                self._put_back(letters)
                for room, words in said.items():
                    voices[room].put_back(words)
                    self._speaking.setdefault(room, voices[room])
                self._work.set()
                raise
            self._say_that_it_works()
            self._tried.set()

    def _put_back(self, letters: dict[str, list[Letter]]) -> None:
        for group, mail in letters.items():
            self._letters[group] = [*mail, *self._letters.get(group, [])][:MAX_LETTERS]

    def _say_that_it_works(self) -> None:
        if self._failing:
            self._failing = False
            log.info("the channel layer works again")

    async def _for_ever(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """An outage is a line in the log and another try."""
        while True:
            try:
                await work()
            except Exception as error:
                if not self._failing:
                    log.warning("the channel layer failed (%s: %s); trying again", type(error).__name__, error)
                self._failing = True
            await asyncio.sleep(_RETRY_S)


def _message(letters: list[Letter]) -> dict[str, Any]:
    return {"type": "pong.letters", "body": encode_letters(letters)}
