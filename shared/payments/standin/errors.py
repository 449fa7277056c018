"""Stripe's errors: what it refuses, with which status and in which words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any


class ApiError(Exception):
    """Answers a request with Stripe's error JSON.

    `executed` tells an act that was tried and failed (its answer is kept for its idempotency key) from a request that
    never passed validation (it may be corrected and sent again). Source: docs.stripe.com/api/idempotent_requests.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = HTTPStatus.BAD_REQUEST,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        executed: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = int(status)
        self.kind = kind
        self.code = code
        self.param = param
        self.executed = executed

    def body(self) -> dict[str, Any]:
        """Returns the JSON object that Stripe sends with the status."""
        told = {"code": self.code, "message": self.message, "param": self.param, "type": self.kind}
        return {"error": {name: value for name, value in told.items() if value is not None}}


def invalid(message: str, param: str, code: str | None = None) -> ApiError:
    """Returns the refusal of one parameter."""
    return ApiError(message, param=param, code=code)


def missing(param: str) -> ApiError:
    """Returns the refusal of a request that lacks `param`."""
    return invalid(f"Missing required param: {param}.", param, "parameter_missing")


def unknown(params: list[str]) -> ApiError:
    """Returns the refusal of parameters that do not exist, or exist no longer."""
    plural = "s" if len(params) > 1 else ""
    return invalid(f"Received unknown parameter{plural}: {', '.join(params)}", params[0], "parameter_unknown")


def no_such(kind: str, identifier: str, param: str = "id") -> ApiError:
    """Returns the refusal of an identifier that names nothing."""
    message = f"No such {kind}: '{identifier}'"
    return ApiError(message, status=HTTPStatus.NOT_FOUND, code="resource_missing", param=param)


def impossible(message: str, code: str | None = None, param: str | None = None) -> ApiError:
    """Returns the failure of an act that was understood and tried, but that the state of things forbids."""
    return ApiError(message, code=code, param=param, executed=True)


def unauthorized(message: str) -> ApiError:
    """Returns the refusal of a key."""
    return ApiError(message, status=HTTPStatus.UNAUTHORIZED)


def idempotency(message: str) -> ApiError:
    """Returns the refusal of an idempotency key that has served another request."""
    return ApiError(message, kind="idempotency_error")
