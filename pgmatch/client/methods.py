"""Methods made of the functions that build calls: one signature and one text for all ways of calling."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Generic, ParamSpec, Protocol, overload

from pgmatch.client.call import Call, Result

Arguments = ParamSpec("Arguments")


class Caller(Protocol):
    """An object whose methods wait for the database."""

    def run(self, call: Call[Result]) -> Result:
        """Make the call and return its result."""


class AsyncCaller(Protocol):
    """An object whose methods are awaited."""

    async def run(self, call: Call[Result]) -> Result:
        """Make the call and return its result."""


class Method(Generic[Arguments, Result]):
    """The method that makes the call which a function builds; awaited where the object's `run` is."""

    def __init__(self, build: Callable[Arguments, Call[Result]]) -> None:
        self._build = build
        self._name = build.__name__
        self._functions: dict[bool, Any] = {}

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, caller: None, owner: type) -> Callable[..., Any]: ...
    @overload
    def __get__(self, caller: Caller, owner: type) -> Callable[Arguments, Result]: ...
    @overload
    def __get__(
        self, caller: AsyncCaller, owner: type
    ) -> Callable[Arguments, Coroutine[Any, Any, Result]]: ...
    def __get__(self, caller: Any, owner: type) -> Any:
        """Return the bound method, or the plain function that `help` shows if accessed on the class."""
        is_awaited = inspect.iscoroutinefunction(getattr(owner, "run", None))
        if is_awaited not in self._functions:
            self._functions[is_awaited] = self._function(is_awaited=is_awaited)
        call = self._functions[is_awaited]
        return call if caller is None else call.__get__(caller, owner)

    def _function(self, *, is_awaited: bool) -> Any:
        build = self._build

        @wraps(build)
        def call(self: Caller, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            return self.run(build(*args, **kwargs))

        @wraps(build)
        async def async_call(
            self: AsyncCaller, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> Result:
            return await self.run(build(*args, **kwargs))

        return self._described(async_call if is_awaited else call)

    def _described(self, call: Any) -> Any:
        """Give the function the signature that people see: with the result instead of its call."""
        signature = inspect.signature(self._build)
        this = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
        result = str(signature.return_annotation).removeprefix("Call[").removesuffix("]")
        call.__name__ = call.__qualname__ = self._name
        call.__signature__ = inspect.Signature(
            [this, *signature.parameters.values()], return_annotation=result
        )
        call.__annotations__ = {**self._build.__annotations__, "return": result}
        return call
