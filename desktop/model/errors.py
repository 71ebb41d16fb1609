"""What can go wrong, in words for a person: each error has a title, a message and a next step."""

from __future__ import annotations


class Trouble(Exception):
    """The world's fault (network, file, account, player), never ours.

    `title` is a short heading, `message` one plain sentence, `next_step` what the person can do now.
    Raised by gateways and services; shown by the window as it is.
    """

    title = "That did not work"

    def __init__(self, message: str, *, next_step: str = "", title: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        if title is not None:
            self.title = title

    def sentence(self) -> str:
        """Return message and next step as one line."""
        return f"{self.message} {self.next_step}".strip()


class Offline(Trouble):
    """No answer from the network; worth trying again later."""

    title = "You are offline"


class Busy(Trouble):
    """The other side asks us to come back later; `retry_after_s` is its wish, if it named one."""

    title = "Yoto is busy"

    def __init__(
        self, message: str, *, next_step: str = "", title: str | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, next_step=next_step, title=title)
        self.retry_after_s = retry_after_s


class SignInNeeded(Trouble):
    """There is no session, or it has ended."""

    title = "Please sign in again"


class NotAllowed(Trouble):
    """The account or the app's registration does not permit this."""

    title = "Yoto does not allow this"


class DeviceRevoked(NotAllowed):
    """The family has taken this computer off its list."""

    title = "This computer was removed"


class NotFound(Trouble):
    """The thing asked for does not exist there any more."""

    title = "Not found"


class Refused(Trouble):
    """The other side understood and said no (a validation error, a rejected file)."""

    title = "Yoto refused this"


class Unreadable(Trouble):
    """A file could not be read as what it claims to be."""

    title = "This file cannot be read"


class NoRoom(Trouble):
    """The disk is full or the library folder cannot be written."""

    title = "No room on the disk"


class NoSecretStore(Trouble):
    """The system's keychain is absent or locked."""

    title = "No keychain"


class NotConfirmed(Trouble):
    """The account waits for the code that was sent by e-mail."""

    title = "One more step"


class OwnerCodeNeeded(Trouble):
    """The first account of a server at home is made by who can see the server."""

    title = "The owner's code"


class UpgradeNeeded(Trouble):
    """The family uses a newer version of the app."""

    title = "Please update the app"


class CloudFull(Trouble):
    """The family's cloud takes no more bytes."""

    title = "The family's cloud is full"


class Unencrypted(Trouble):
    """The way to this address can be listened to; the person decides whether everybody on it is trusted."""

    title = "Is this your own network?"
