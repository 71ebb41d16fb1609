"""A household's upload line of limited speed, shared by all uploads at once."""

import asyncio
import time


class ReceivingLine:
    """Lets so many bytes a second (of wall time) through; None means as fast as it goes."""

    def __init__(self, bytes_per_second: int | None) -> None:
        self._bytes_per_second = bytes_per_second
        self._free_at = 0.0

    async def take(self, size: int) -> None:
        """Wait until `size` more bytes have passed."""
        if not self._bytes_per_second:
            return
        self._free_at = max(self._free_at, time.monotonic()) + size / self._bytes_per_second
        await asyncio.sleep(self._free_at - time.monotonic())
