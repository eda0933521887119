"""The lease keeper, `python -m lmsearcher._lease_keeper_process`: sends heartbeats while the training process cannot.

It reads lines of JSON from its parent: {"connection", "parent"} first, then {"hold", "trial", "token", "every_s",
"url"} and {"drop"}, where hold and drop are the number of a hold. It writes {"ready"}, {"stop"} when nobody wants the
result of a hold any more, and {"dropped"} when no heartbeat of a hold is under way or will follow. It ends with its
parent.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from functools import partial
from typing import Any

import httpx2

from lmsearcher._config import PARENT_LOOK_S, Connection
from lmsearcher._heartbeats import beat_async
from lmsearcher._transport import AsyncSender


async def _serve(lines: asyncio.StreamReader, sender: AsyncSender) -> None:
    holds: dict[int, tuple[asyncio.Event, asyncio.Task[None]]] = {}

    async def keep(number: int, over: asyncio.Event, **lease: Any) -> None:
        if await beat_async(sender, over=over, **lease):
            _say(stop=number)

    while line := await lines.readline():
        message = json.loads(line)
        if "hold" in message:
            number = message.pop("hold")
            over = asyncio.Event()
            holds[number] = over, asyncio.create_task(keep(number, over, **message))
        else:
            number = message["drop"]
            over, task = holds.pop(number)
            over.set()
            task.add_done_callback(partial(_acknowledge, number))


def _acknowledge(number: int, _: asyncio.Task[None]) -> None:
    _say(dropped=number)


async def _outlive_nobody(parent: int) -> None:
    """A child of the parent may hold the other end of our input open; then there is no end of file to see."""
    while os.getppid() == parent:  # noqa: ASYNC110  nobody could set an event
        await asyncio.sleep(PARENT_LOOK_S)


def _say(**message: int) -> None:
    os.write(sys.stdout.fileno(), json.dumps(message).encode() + b"\n")


async def _main() -> None:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    first = json.loads(await lines.readline())
    parent = first["parent"]
    logging.basicConfig(format=f"lmsearcher, lease keeper of process {parent}: %(message)s")
    connection = Connection(**first["connection"])
    async with httpx2.AsyncClient(base_url=connection.base_url, headers=connection.headers) as http:
        _say(ready=parent)
        tasks = [
            asyncio.create_task(_serve(lines, AsyncSender(http, timeout_s=connection.timeout_s))),
            asyncio.create_task(_outlive_nobody(parent)),
        ]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


if __name__ == "__main__":
    # The signals that end the parent reach its whole group; the parent may still have trials to give back.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    asyncio.run(_main())
