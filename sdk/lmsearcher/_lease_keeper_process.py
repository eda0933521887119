"""The lease-keeper process, `python -m lmsearcher._lease_keeper_process`.

It reads lines of JSON from its parent: first {"connection", "parent"}, then {"hold", "trial", "token", "every_s",
"url"} to start heartbeats and {"drop"} to end them. The values of "hold" and "drop" are the number of the lease. It
writes {"ready"} when it has started, {"stop"} when the server no longer needs a trial's result, and {"dropped"} when
no heartbeat of a dropped lease is in progress or will follow. It ends with its parent.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from functools import partial
from typing import Any

from lmsearcher._config import PARENT_CHECK_S, Connection
from lmsearcher._heartbeats import send_heartbeats_async
from lmsearcher._transport import AsyncSender


async def _main() -> None:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    first = json.loads(await lines.readline())
    parent = first["parent"]
    logging.basicConfig(format=f"lmsearcher, lease keeper of process {parent}: %(message)s")
    sender = AsyncSender(Connection(**first["connection"]))
    try:
        _write(ready=parent)
        tasks = [asyncio.create_task(_serve(lines, sender)), asyncio.create_task(_exit_with_parent(parent))]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await sender.close()


async def _serve(lines: asyncio.StreamReader, sender: AsyncSender) -> None:
    """Returns at the end of the input."""
    held: dict[int, tuple[asyncio.Event, asyncio.Task[None]]] = {}

    async def keep(number: int, over: asyncio.Event, **lease: Any) -> None:
        if await send_heartbeats_async(sender, over=over, **lease):
            _write(stop=number)

    while line := await lines.readline():
        message = json.loads(line)
        if "hold" in message:
            number = message.pop("hold")
            over = asyncio.Event()
            held[number] = over, asyncio.create_task(keep(number, over, **message))
        else:
            number = message["drop"]
            over, task = held.pop(number)
            over.set()
            task.add_done_callback(partial(_confirm_drop, number))


def _confirm_drop(number: int, _: asyncio.Task[None]) -> None:
    _write(dropped=number)


async def _exit_with_parent(parent: int) -> None:
    """Returns when the parent has ended. The input may stay open then, in another child of the parent."""
    while os.getppid() == parent:  # noqa: ASYNC110  the end of a process sets no event
        await asyncio.sleep(PARENT_CHECK_S)


def _write(**message: int) -> None:
    os.write(sys.stdout.fileno(), json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    # The signals that end the parent reach its whole group, and the parent may still have trials to release.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    asyncio.run(_main())
