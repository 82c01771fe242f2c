"""The lag proxy's own promises, with a plain TCP server behind it: order, ends, back-pressure, cuts and freezes."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator

import pytest

from tests.support.lag import PROFILES, TOOLS, Address, LagProxy, Profile
from tests.support.servers import free_port

pytestmark = pytest.mark.asyncio

QUICK = Profile(20.0, 10.0)
LEAST_BUFFER = 64 * 1024
MORE_THAN_KERNELS_KEEP = 64 * 1024 * 1024


class Backend:
    """A server whose connections the test holds in its hands."""

    def __init__(self) -> None:
        self._accepted: asyncio.Queue[Side] = asyncio.Queue()

    async def next(self) -> Side:
        return await self._accepted.get()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Backend]:
        sides: list[Side] = []

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            sides.append(Side(reader, writer))
            self._accepted.put_nowait(sides[-1])

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        self.address = Address("127.0.0.1", server.sockets[0].getsockname()[1])
        try:
            yield self
        finally:
            server.close()
            for side in sides:
                await side.close()


class Side:
    """One end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def close(self) -> None:
        self.writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()


@pytest.fixture
async def backend() -> AsyncIterator[Backend]:
    async with Backend().running() as running:
        yield running


@contextlib.asynccontextmanager
async def client_of(proxy: LagProxy) -> AsyncIterator[Side]:
    side = Side(*await asyncio.open_connection(*proxy.address))
    try:
        yield side
    finally:
        await side.close()


async def test_all_bytes_arrive_in_order_both_ways(backend: Backend) -> None:
    sent = b"".join(number.to_bytes(4, "big") for number in range(100_000))
    async with LagProxy(backend.address, QUICK) as proxy, client_of(proxy) as client:
        server = await backend.next()

        async def carry(source: Side, target: Side) -> bytes:
            source.writer.write(sent)
            return await target.reader.readexactly(len(sent))

        assert await asyncio.gather(carry(client, server), carry(server, client)) == [sent, sent]


async def test_nothing_arrives_before_the_profile_says(backend: Backend) -> None:
    loop = asyncio.get_running_loop()
    async with LagProxy(backend.address, Profile(100.0)) as proxy:
        began = loop.time()
        async with client_of(proxy) as client:
            client.writer.write(b"there")
            server = await backend.next()
            await server.reader.readexactly(5)
            assert loop.time() - began >= 0.150  # the handshake's round trip, and the way there
            began = loop.time()
            server.writer.write(b"back")
            await client.reader.readexactly(4)
            assert loop.time() - began >= 0.050


async def test_one_direction_may_end_while_the_other_goes_on(backend: Backend) -> None:
    async with LagProxy(backend.address, QUICK) as proxy, client_of(proxy) as client:
        server = await backend.next()
        client.writer.write(b"question")
        client.writer.write_eof()
        assert await server.reader.read(-1) == b"question"
        server.writer.write(b"answer")
        server.writer.close()
        assert await client.reader.read(-1) == b"answer"
        await until_empty(proxy)


@pytest.mark.parametrize("goes", ["client", "server"])
async def test_a_reset_is_passed_on(backend: Backend, goes: str) -> None:
    async with LagProxy(backend.address, QUICK) as proxy, client_of(proxy) as client:
        server = await backend.next()
        gone, stays = (client, server) if goes == "client" else (server, client)
        reset(gone)
        with pytest.raises(ConnectionResetError):
            await stays.reader.read()
        await until_empty(proxy)


async def test_who_goes_after_its_end_is_noticed_by_the_next_word_for_it(backend: Backend) -> None:
    """A side that has ended is not read any more, so that only a write finds out."""
    async with LagProxy(backend.address, QUICK) as proxy, client_of(proxy) as client:
        server = await backend.next()
        client.writer.write_eof()
        assert await server.reader.read() == b""
        reset(client)
        server.writer.write(b"are you there?")
        await until_empty(proxy)


async def test_a_server_that_is_not_there_is_a_reset(backend: Backend) -> None:
    async with LagProxy(Address("127.0.0.1", free_port()), QUICK) as proxy, client_of(proxy) as client:
        with pytest.raises(ConnectionResetError):
            await client.reader.read()
        await until_empty(proxy)
        assert proxy.unanswered == 1


async def test_a_reader_that_stops_stops_the_sender(backend: Backend) -> None:
    """Bounded in the proxy; what else lies on the way are the kernel's buffers, which do not grow without end."""
    async with LagProxy(backend.address, QUICK, buffer_bytes=LEAST_BUFFER) as proxy, client_of(proxy) as client:
        server = await backend.next()
        client.writer.transport.pause_reading()
        server.writer.transport.set_write_buffer_limits(high=0)
        sent = await write_until_stuck(server, bytes(LEAST_BUFFER))
        assert sent < MORE_THAN_KERNELS_KEEP
        client.writer.transport.resume_reading()
        await asyncio.gather(server.writer.drain(), client.reader.readexactly(sent))


async def test_a_cut_resets_both_sides_and_the_next_connection_is_a_good_one(backend: Backend) -> None:
    async with LagProxy(backend.address, QUICK) as proxy:
        async with client_of(proxy) as client:
            server = await backend.next()
            client.writer.write(b"never heard")
            proxy.cut()
            for side in (client, server):
                with pytest.raises(ConnectionResetError):
                    await side.reader.read()
        async with client_of(proxy) as client:
            client.writer.write(b"heard")
            assert await (await backend.next()).reader.readexactly(5) == b"heard"


async def test_after_a_cut_nobody_is_let_in_for_as_long_as_was_said(backend: Backend) -> None:
    loop = asyncio.get_running_loop()
    async with LagProxy(backend.address, QUICK) as proxy:
        began = loop.time()
        proxy.cut(refuse_for_s=0.3)
        refused = 0
        while not proxy.opened:
            refused += await is_refused(proxy)
        assert loop.time() - began >= 0.3
        assert refused > 1


async def test_a_freeze_holds_everything_and_loses_nothing(backend: Backend) -> None:
    loop = asyncio.get_running_loop()
    async with LagProxy(backend.address, QUICK) as proxy, client_of(proxy) as client:
        server = await backend.next()
        client.writer.write(b"under way")
        began = loop.time()
        proxy.freeze(0.4)
        server.writer.write(b"later")
        assert await asyncio.gather(server.reader.readexactly(9), client.reader.readexactly(5)) == [
            b"under way",
            b"later",
        ]
        assert loop.time() - began >= 0.4


async def test_the_proxy_ends_with_connections_open_and_bytes_under_way(backend: Backend) -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with LagProxy(backend.address, PROFILES["200"]) as proxy:
            clients = [await stack.enter_async_context(client_of(proxy)) for _ in range(10)]
            for client in clients:
                client.writer.write(b"x" * 10_000)
        for client in clients:
            with pytest.raises(ConnectionResetError):
                await client.reader.read()
        assert proxy.connections == 0


class TestWhoMayBeTalkedTo:
    @pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "0.0.0.0", "localhost.example.org", ""])
    async def test_only_this_machine(self, host: str) -> None:
        with pytest.raises(ValueError, match="loopback addresses only"):
            LagProxy(Address(host, 80), QUICK)

    @pytest.mark.parametrize("size", [0, LEAST_BUFFER - 1, 1024 * 1024 + 1])
    async def test_buffers_are_bounded(self, size: int) -> None:
        with pytest.raises(ValueError, match="bytes"):
            LagProxy(Address("::1", 80), QUICK, buffer_bytes=size)


class TestCommand:
    async def test_it_says_where_it_is_reports_and_ends_when_told(self, backend: Backend) -> None:
        command = ["--listen", "0", "--to", str(backend.address), "--profile", "lan", "--cut-after", "0.5"]
        process = await start(*command)
        assert process.stdout is not None
        link = await line_with(process.stdout, "http://")
        assert "20±4 ms" in link
        port = int(link.split("http://127.0.0.1:")[1].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        side = Side(reader, writer)
        writer.write(b"hello")
        assert await (await backend.next()).reader.readexactly(5) == b"hello"
        with pytest.raises(ConnectionResetError):
            await reader.read()
        await side.close()
        await line_with(process.stdout, "kB/s")
        process.send_signal(signal.SIGINT)
        _, trouble = await process.communicate()
        assert (process.returncode, trouble) == (0, b"")

    @pytest.mark.parametrize(
        ("wish", "sentence"),
        [
            (["--to", "192.0.2.1:80"], "loopback addresses only"),
            (["--to", "8000x"], "does not end with a port"),
            (["--to", "::1:80"], "in brackets"),
            (["--rtt", "10", "--jitter", "20"], "its jitter is not more than itself"),
            (["--buffer-kib", "1"], "A buffer has"),
            (["--cut-every", "-1"], "seconds"),
            (["--profile", "modem"], "invalid choice"),
        ],
    )
    async def test_what_cannot_be_is_said_in_a_sentence(self, wish: list[str], sentence: str) -> None:
        process = await start("--listen", "0", *wish)
        _, trouble = await process.communicate()
        assert process.returncode
        assert sentence in trouble.decode()
        assert "Traceback" not in trouble.decode()

    async def test_a_taken_port_is_said_in_a_sentence(self, backend: Backend) -> None:
        process = await start("--listen", str(backend.address.port))
        _, trouble = await process.communicate()
        assert process.returncode
        assert trouble.decode().startswith(f"Cannot listen on {backend.address}")


async def start(*arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, str(TOOLS / "lag.py"), *arguments, stdout=pipe, stderr=pipe
    )


async def line_with(stream: asyncio.StreamReader, part: str) -> str:
    async with asyncio.timeout(10.0):
        while part not in (line := (await stream.readline()).decode()):
            assert line, f"it ended without {part}"
    return line


async def write_until_stuck(side: Side, piece: bytes) -> int:
    """How many bytes went off before the other side did not take more for a second."""
    written = 0
    with contextlib.suppress(TimeoutError):
        while written < MORE_THAN_KERNELS_KEEP:
            side.writer.write(piece)
            written += len(piece)
            async with asyncio.timeout(1.0):
                await side.writer.drain()
    return written


async def is_refused(proxy: LagProxy) -> bool:
    """Whether the proxy hangs up on a new client, as against leaving it waiting for its server's first word."""
    try:
        async with client_of(proxy) as client, asyncio.timeout(0.1):
            await client.reader.read()
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return False


async def until_empty(proxy: LagProxy) -> None:
    """Until the proxy has forgotten its connections; it tells nobody."""
    async with asyncio.timeout(10.0):
        while proxy.connections:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def reset(side: Side) -> None:
    """Go without a word, and with a RST."""
    sock = side.writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    side.writer.transport.abort()
