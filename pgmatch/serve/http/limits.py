"""How much one client may ask, and all of them together."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace

from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from pgmatch.serve.http.problems import OVERLOADED, Problem

Cost = Callable[[QueryParams], int]
CLIENTS = 10_000  # remembered at once
_IPV6_NETWORK = 64  # bits: what one client has at least
_TOO_MANY = Problem(429, "too_many_requests", "Too many requests.", "Wait before asking again.")


class Rate:
    """Lets each client spend so much a minute, saved up for a minute at most."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(a_minute)
        self._clock = clock
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._clients)

    def wait(self, client: str, cost: int) -> float:
        """Spend `cost` and return 0; or spend nothing and return the seconds until the client can."""
        now = self._clock()
        left, since = self._clients.pop(client, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        # what costs more than a minute's worth is not refused for ever
        missing = min(cost, self._most) - left
        self._clients[client] = (left if missing > 0 else -missing, now)
        if len(self._clients) > CLIENTS:
            self._clients.popitem(last=False)
        return max(0.0, missing) * 60 / self._most


class Limits:
    """Refuses a request of a client that has asked too much (429), and one too many at once (503).

    `costs` has the paths that this is about, and what a request costs by its query; 0 is not limited.
    """

    def __init__(self, app: ASGIApp, costs: Mapping[str, Cost], rate: Rate, concurrency: int) -> None:
        self._app = app
        self._costs = costs
        self._rate = rate
        self._free = concurrency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        cost = self._cost(scope)
        if cost and (problem := self._refusal(scope, cost)):
            await problem.response()(scope, receive, send)
            return
        self._free -= bool(cost)
        try:
            await self._app(scope, receive, send)
        finally:
            self._free += bool(cost)

    def _cost(self, scope: Scope) -> int:
        cost = self._costs.get(path_of(scope))
        return cost(QueryParams(scope["query_string"])) if cost else 0

    def _refusal(self, scope: Scope, cost: int) -> Problem | None:
        if self._free < 1:
            return OVERLOADED
        wait = self._rate.wait(client_of(scope), cost)
        return replace(_TOO_MANY, wait=int(wait) + 1) if wait else None


def path_of(scope: Scope) -> str:
    """Return the path below that of the application, which another one may have mounted."""
    path, root = str(scope.get("path", "")), str(scope.get("root_path", ""))
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def client_of(scope: Scope) -> str:
    """Return who asks: an address of IPv4, or a network of IPv6."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _IPV6_NETWORK), strict=False))
