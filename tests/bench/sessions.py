"""Many visitors at once, over Streamlit's own web socket, without a browser.

Streamlit's protocol is internal: its messages are those of the release that is installed. Unlike a
browser, these visitors keep nothing of what they receive: a rerun sends them the whole page again.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

THINK_S = 2.0
RERUNS = 4
LIMIT_S = 60.0
SEED = 57
QUERIES = ("", "type=publique")


@dataclass(frozen=True)
class Run:
    """One run of the page: seconds until it was over, bytes received, what went wrong ("": nothing)."""

    rerun: bool
    seconds: float
    received: int
    failure: str = ""


def visit_together(
    url: str, visitors: int, reruns: int = RERUNS, think_s: float = THINK_S, seed: int = SEED
) -> list[Run]:
    """Have visitors come within ``think_s`` seconds of each other, each run the page once, then
    ``reruns`` times, with the filter and without it in turn, after pauses of ``think_s`` seconds give
    or take half. A visitor whose connection fails goes away."""

    async def together() -> list[list[Run]]:
        draws = np.random.default_rng(seed).random((visitors, reruns + 1))
        draws[:, 1:] += 0.5
        return await asyncio.gather(*(one_visitor(url, pauses) for pauses in (think_s * draws).tolist()))

    return [run for runs in asyncio.run(together()) for run in runs]


async def one_visitor(url: str, pauses: Sequence[float]) -> list[Run]:
    """The runs of a visitor; ``pauses``: seconds before coming, then before each rerun."""
    runs: list[Run] = []
    address = url.replace("http", "ws", 1) + "_stcore/stream"
    await asyncio.sleep(pauses[0])
    start = time.perf_counter()
    try:
        async with connect(
            address, subprotocols=[Subprotocol("streamlit")], origin=Origin(url.rstrip("/")), max_size=None
        ) as socket:
            for place, pause in enumerate(pauses):
                if place:
                    await asyncio.sleep(pause)
                start = time.perf_counter()
                runs.append(await one_run(socket, QUERIES[place % len(QUERIES)], place > 0))
    except (OSError, TimeoutError, WebSocketException) as error:
        failure = f"{type(error).__name__}: {error}"
        runs.append(Run(len(runs) > 0, time.perf_counter() - start, 0, failure))
    return runs


async def one_run(socket: ClientConnection, query: str, rerun: bool) -> Run:
    """Ask for a run and receive all that it sends."""
    ask = BackMsg()
    ask.rerun_script.query_string = query
    start = time.perf_counter()
    await socket.send(ask.SerializeToString())
    received, failure = 0, ""
    async with asyncio.timeout(LIMIT_S):
        while True:
            content = await socket.recv(decode=False)
            received += len(content)
            message = ForwardMsg.FromString(content)
            failure = failure or failure_of(message)
            if (
                message.WhichOneof("type") == "script_finished"
                and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return Run(rerun, time.perf_counter() - start, received, failure)


def failure_of(message: ForwardMsg) -> str:
    """What a message says that went wrong: the script did not compile, or an error is shown."""
    kind = message.WhichOneof("type")
    if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
        return "the script does not compile"
    element = message.delta.new_element if kind == "delta" else None
    if element is None:
        return ""
    if element.WhichOneof("type") == "exception":
        return f"exception: {element.exception.message}"
    if element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR:
        return f"error shown: {element.alert.body}"
    return ""
