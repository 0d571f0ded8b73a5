"""The services that examples ask. What goes wrong is one error, which says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn


def stop(message: str, hint: str) -> NoReturn:
    """End the program with an error."""
    raise SystemExit(f"Error: {message}\nHint: {hint}")


def needed(package: str) -> NoReturn:
    """End the program, as a package is missing."""
    stop(
        f"the package {package} is not installed", f"Run it with `make example`, or `pip install {package}`."
    )


def bedrock() -> Any:
    """Return a client of Amazon Bedrock. boto3 finds the region and the credentials as it always does."""
    try:
        import boto3
    except ModuleNotFoundError:
        needed("boto3")
    from botocore.exceptions import BotoCoreError

    try:
        return boto3.client("bedrock-runtime")
    except BotoCoreError as error:
        stop(f"no client of Amazon Bedrock: {error}", _bedrock_hint(error))


def titan(client: Any, model: str, **body: Any) -> list[float]:
    """Return the vector that a model of Amazon's gives."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        response = client.invoke_model(
            modelId=model, body=json.dumps(body), accept="application/json", contentType="application/json"
        )
        vector: list[float] = json.loads(response["body"].read())["embedding"]
    except (BotoCoreError, ClientError) as error:
        stop(f"no vector from {model}: {error}", _bedrock_hint(error))
    return vector


def _bedrock_hint(error: Exception) -> str:
    name = getattr(error, "response", {}).get("Error", {}).get("Code") or type(error).__name__
    if name in ("NoRegionError", "EndpointConnectionError", "InvalidRegionError"):
        return "Set AWS_DEFAULT_REGION to a region with Bedrock, such as us-east-1, and check the connection."
    if name == "AccessDeniedException":
        return "Ask for access to the model in the console of Bedrock, and allow bedrock:InvokeModel."
    return (
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, to credentials that are complete"
        " and valid."
    )


def post(service: str, url: str, hint: str, read: Callable[[Any], Any], **request: Any) -> Any:
    """Return what `read` takes from the JSON answer of a service; `hint` says what to do if there is none."""
    try:
        import requests
    except ModuleNotFoundError:
        needed("requests")

    try:
        answer = requests.post(url, timeout=60, **request)
        # An error of requests names the whole URL, and with it the key.
        if not answer.ok:
            stop(f"{service} at {url} answered {answer.status_code} {answer.reason}", hint)
    except requests.RequestException as error:
        stop(f"no answer from {service} at {url} ({type(error).__name__})", hint)
    try:
        return read(answer.json())
    except (ValueError, TypeError, LookupError):
        stop(f"{service} at {url} answered something else than what was asked for", hint)
