"""The SDK's client, connected to a server in this process, a program, or an address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from mcp import Client
from mcp.types import CallToolResult, TextContent


def talk(target: Any, conversation: Callable[[Client], Awaitable[Any]], **options: Any) -> Any:
    """Connect, and return what a conversation returns."""

    async def connected() -> Any:
        async with Client(target, **options) as client:
            return await conversation(client)

    return asyncio.run(connected())


def calls(target: Any, *asked: tuple[str, dict[str, Any]], **options: Any) -> list[CallToolResult]:
    """Call tools, one after the other in one session."""

    async def conversation(client: Client) -> list[CallToolResult]:
        return [await client.call_tool(tool, arguments) for tool, arguments in asked]

    result: list[CallToolResult] = talk(target, conversation, **options)
    return result


def call(target: Any, tool: str, **arguments: Any) -> Any:
    """Call one tool, and return what its one text says as JSON."""
    (result,) = calls(target, (tool, arguments))
    return answer(result)


def answer(result: CallToolResult) -> Any:
    """Return what the one text of a result says as JSON; it has to be what the structure says."""
    assert not result.is_error, result.content
    (item,) = result.content
    assert isinstance(item, TextContent)
    told = json.loads(item.text)
    assert told == result.structured_content
    return told


def error(result: CallToolResult) -> str:
    """Return the message of a call that was refused."""
    assert result.is_error, result.content
    (item,) = result.content
    assert isinstance(item, TextContent)
    return item.text
