"""Letters between processes may be late, lost, doubled or out of order: in the end everybody knows what is true.

What is promised while letters get lost: nothing of an older epoch is heard after something of a newer one; what must
not be lost is heard in its order and at most once for each time that it is said (who has missed something is told anew
where things stand, so that a status may be told twice). A held direction may get lost, and so may a frame: the next one
is right again. So may a refusal, with the letter that carries it.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pong.game_engine import Hold
from pong.rooms.commands import Drop, Leave, Ready, Steer, TakeSeat, Watch
from pong.rooms.ports import OBSERVER_FRAME_TICKS, Standing
from tests.support.letters import CODE, Correspondent, Office, Process

names = st.sampled_from(("p", "q", "s"))
picks = st.integers(0, 40)
ways_in = st.sampled_from(("seat", "seat", "watch", "token"))


class AnyLetters(RuleBasedStateMachine):
    """Three processes, and some people at them."""

    @initialize(at=names, seated=st.booleans())
    def open(self, at: str, seated: bool) -> None:
        self.office = Office()
        self.people: list[Correspondent] = []
        self.gone: list[Correspondent] = []
        for name in ("p", "q", "s"):
            Process(name, self.office)
        self.office.processes[at].open()
        if seated:
            self.come("p", "seat", False)
            self.come("q", "seat", True)
            self.settle()
            for member in list(self.people):
                member.process.outpost.submit(Ready(member))
            self.settle()

    @property
    def owner(self) -> Process:
        return next(process for process in self.office.processes.values() if process.loop is not None)

    def process(self, name: str) -> Process:
        """Whoever has taken the place of one that has died."""
        return [process for process in self.office.processes.values() if process.name[0] == name][-1]

    def pick(self, number: int) -> Correspondent:
        return self.people[number % len(self.people)]

    @rule(at=names, how=ways_in, extended=st.booleans())
    def come(self, at: str, how: str, extended: bool) -> None:
        if len(self.people) == 5:
            return
        process = self.process(at)
        member = Correspondent(process, "someone+" if extended else "someone")
        if process.loop is None and process.outpost.owner is None:
            process.outpost.follow(self.owner.name, process.outpost.epoch)
        tokens = [each.token for each in [*self.gone, *self.people] if each.all("joined_as_player")]
        token = tokens[-1] if how == "token" and tokens else None
        self.people.append(member)
        process.outpost.submit(Watch(member) if how == "watch" else TakeSeat(member, None, token))

    @rule(number=picks, wish=st.sampled_from((Ready, Leave, Watch, Ready)))
    @precondition(lambda self: self.people)
    def say(self, number: int, wish: type[Ready | Leave | Watch]) -> None:
        member = self.pick(number)
        member.process.outpost.submit(wish(member))

    @rule(number=picks, direction=st.sampled_from((-1, 0, 1)))
    @precondition(lambda self: self.people)
    def steer(self, number: int, direction: int) -> None:
        member = self.pick(number)
        member.process.outpost.submit(Steer(member, Hold(direction)))

    @rule(number=picks)
    @precondition(lambda self: self.people)
    def go(self, number: int) -> None:
        member = self.pick(number)
        self.people.remove(member)
        self.gone.append(member)
        member.process.outpost.submit(Drop(member))

    @rule(ticks=st.sampled_from((1, 5, 70)))
    def play(self, ticks: int) -> None:
        for _ in range(ticks):
            self.owner.tick()
            self.owner.flush()

    @rule(at=names)
    def flush(self, at: str) -> None:
        self.process(at).flush()

    @rule()
    def deliver_all(self) -> None:
        self.office.deliver_all()

    @rule(number=picks, twice=st.booleans())
    @precondition(lambda self: self.office.under_way)
    def deliver(self, number: int, twice: bool) -> None:
        self.office.deliver(number % len(self.office.under_way), keep=twice)

    @rule(number=picks, letters=st.integers(1, 5))
    @precondition(lambda self: self.office.under_way)
    def lose(self, number: int, letters: int) -> None:
        at = number % len(self.office.under_way)
        del self.office.under_way[at : at + letters]

    @rule(at=names)
    def call_the_roll(self, at: str) -> None:
        self.process(at).call_roll()

    @rule(at=names)
    def cut_off(self, at: str) -> None:
        self.office.cut_off.add(self.process(at).name)

    @rule(at=names)
    def come_back(self, at: str) -> None:
        process = self.process(at)
        if process.name in self.office.cut_off:
            self.office.cut_off.remove(process.name)
            process.come_back()

    @rule(to=names, told=st.booleans())
    def move(self, to: str, told: bool) -> None:
        owner, heir = self.owner, self.process(to)
        if heir is not owner:
            snapshot = owner.let_go(heir.name if told else None)
            heir.open(snapshot)
            if told:
                owner.outpost.call_roll()

    @rule(to=names)
    def the_owner_dies(self, to: str) -> None:
        owner, heir = self.owner, self.process(to)
        assert owner.loop is not None
        snapshot = owner.loop.room.record()
        owner.note_acted(owner.loop)
        dead = [member for member in self.people if member.process is owner]
        self.people = [member for member in self.people if member.process is not owner]
        self.gone += dead
        del self.office.processes[owner.name]
        reborn = Process(owner.name[0] + str(self.office.epoch), self.office)
        (reborn if heir is owner else heir).open(snapshot)

    @invariant()
    def what_is_heard_was_said_in_this_order(self) -> None:
        for member in self.people:
            assert member.heard_in_order()

    def settle(self) -> None:
        """Every process calls its roll, and all letters come."""
        for _ in range(5):
            for process in list(self.office.processes.values()):
                process.call_roll()
            self.office.deliver_all()

    def teardown(self) -> None:
        self.office.cut_off.clear()
        self.settle()
        self.is_ticking = self.owner.loop.room.ticking  # type: ignore[union-attr]
        self.play(OBSERVER_FRAME_TICKS)  # one of them shows a frame to everybody
        self.office.deliver_all()
        room = self.owner.loop.room  # type: ignore[union-attr]
        self.owner.note_acted(self.owner.loop)  # type: ignore[arg-type]
        for member in self.people:
            assert member.heard_in_order()
            if member.process is self.owner:
                self.check(member, room.standing(member))
            else:
                self.check_guest(member)

    def check_guest(self, member: Correspondent) -> None:
        """The process knows of its member what the room knows."""
        attending = member.process.attending(member)
        guest, is_new = self.owner.relay.houses[CODE].guest(member.process.name, attending.key, extended=False)
        assert not is_new or member.closed or not attending.joined
        assert not guest.closed or member.closed
        if member.closed:
            return
        standing = self.owner.loop.room.standing(guest)  # type: ignore[union-attr]
        assert attending.joined == (standing is not None)
        assert attending.unacted == []
        keys = {asked for asked in self.office.asked if asked[:2] == (member.process.name, attending.key)}
        assert keys <= self.office.acted
        if standing is not None:
            assert (attending.player_id, attending.generation) == (standing.player_id, standing.generation)
        self.check(member, standing)

    def check(self, member: Correspondent, standing: Standing | None) -> None:
        """What the member has been told last is what the room says."""
        if standing is None or member.closed:
            return
        state = self.owner.state
        assert member.statuses[-1] == self.owner.status
        if standing.player_id is not None:
            sides = {seat.player_id: seat.side for seat in state.seats}
            assert member.player_num == sides[standing.player_id]
        else:
            assert member.all("joined_as_observer")
        if self.is_ticking:
            frame = member.last("game_update")
            assert (frame["p1_score"], frame["p2_score"]) == state.play.state.counts[4:]  # type: ignore[union-attr]
            assert frame["epoch"] == self.office.epoch


AnyLetters.TestCase.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
TestAnyLetters = AnyLetters.TestCase


def test_a_wish_to_come_in_does_not_overtake_what_was_asked_before_it() -> None:
    """The room has moved twice without a word; its new owner knows nothing of who asks."""
    letters = AnyLetters()
    letters.open(at="p", seated=True)
    letters.the_owner_dies(to="s")
    letters.deliver_all()
    letters.move(to="p", told=False)
    letters.move(to="s", told=False)
    letters.say(number=0, wish=Ready)
    letters.say(number=0, wish=Watch)
    letters.teardown()
