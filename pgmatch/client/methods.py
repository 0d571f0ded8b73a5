"""Methods made of the functions that build calls: one signature and one text for all ways of calling."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol

from pgmatch.client.call import Call, Result

Arguments = ParamSpec("Arguments")


class Caller(Protocol):
    """An object whose methods wait for the database."""

    def _run(self, call: Call[Result]) -> Result: ...


class AsyncCaller(Protocol):
    """An object whose methods are awaited."""

    async def _run(self, call: Call[Result]) -> Result: ...


def method(build: Callable[Arguments, Call[Result]]) -> Callable[Concatenate[Caller, Arguments], Result]:
    """Return the method that makes the call which `build` returns."""

    @wraps(build)
    def call(self: Caller, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return self._run(build(*args, **kwargs))

    _describe(call, build)
    return call


def async_method(
    build: Callable[Arguments, Call[Result]],
) -> Callable[Concatenate[AsyncCaller, Arguments], Coroutine[Any, Any, Result]]:
    """Return the coroutine method that makes the call which `build` returns."""

    @wraps(build)
    async def call(self: AsyncCaller, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return await self._run(build(*args, **kwargs))

    _describe(call, build)
    return call


def _describe(call: Any, build: Callable[..., Any]) -> None:
    """Give the method the signature that people see: that of `build`, and the result instead of its call."""
    signature = inspect.signature(build)
    this = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    result = str(signature.return_annotation).removeprefix("Call[").removesuffix("]")
    call.__signature__ = inspect.Signature([this, *signature.parameters.values()], return_annotation=result)
    call.__annotations__ = {**build.__annotations__, "return": result}
