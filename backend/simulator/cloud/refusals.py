"""Refusals that the API puts into an error body (yoto-api.md 6.1)."""


class Refusal(Exception):
    """An API error with its HTTP status, kebab-case code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def bad_request(message: str) -> Refusal:
    """The request itself is wrong."""
    return Refusal(400, "bad-request", message)


def forbidden(message: str) -> Refusal:
    """The request is not this account's to make."""
    return Refusal(403, "forbidden", message)


def not_found(message: str) -> Refusal:
    """There is no such thing, or it is somebody else's."""
    return Refusal(404, "not-found", message)
