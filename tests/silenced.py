"""A way to Postgres on which connections can fall silent, as behind a firewall that has forgotten them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import make_url


@asynccontextmanager
async def silenced(url: str) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """An address that leads to the database. Once the event is set, connections made before carry nothing more."""
    silence, tasks = asyncio.Event(), set[asyncio.Task[None]]()
    to = make_url(url)
    host, port = to.query.get("host", to.host), to.query.get("port", to.port)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, mute: bool) -> None:
        try:
            while data := await reader.read(65_536):
                if not (mute and silence.is_set()):
                    writer.write(data)
        finally:
            writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mute = not silence.is_set()
        if isinstance(host, str) and host.startswith("/"):
            there, away = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port or 5432}")
        else:
            there, away = await asyncio.open_connection(str(host), int(str(port or 5432)))
        tasks.add(asyncio.create_task(carry(reader, away, mute=mute)))
        tasks.add(asyncio.create_task(carry(there, writer, mute=mute)))

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    try:
        own = to.set(host="127.0.0.1", port=server.sockets[0].getsockname()[1]).difference_update_query(
            ["host", "port"]
        )
        yield own.render_as_string(hide_password=False), silence
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
