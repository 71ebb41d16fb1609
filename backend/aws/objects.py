"""The family's files in an S3 bucket."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence

from backend.aws.line import Answer, Line
from backend.core.ports import Part, Sending

EXPIRES_S = 900
NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_PART = re.compile(rb"<Part>(.*?)</Part>", re.DOTALL)


class S3Objects:
    """Implements core.ports.Objects on one bucket. `prefix` is "" or "/<bucket>" where the address has no bucket."""

    def __init__(self, line: Line, *, prefix: str = "") -> None:
        self._line = line
        self._prefix = prefix

    def put_new(self, key: str, data: bytes) -> bool:
        """Put a file unless there is one; S3 compares and puts in one step."""
        answer = self._ask("PUT", key, body=data, headers={"if-none-match": "*"}, known=(409, 412))
        return answer.status == 200

    def get(self, key: str) -> bytes | None:
        """Return a file whole, or None."""
        answer = self._ask("GET", key, known=(404,))
        return answer.body if answer.status == 200 else None

    def size(self, key: str) -> int | None:
        """Return a file's size in bytes, or None when there is none."""
        answer = self._ask("HEAD", key, known=(404,))
        return int(answer.headers["content-length"]) if answer.status == 200 else None

    def remove(self, key: str) -> None:
        """Delete a file; harmless when there is none."""
        self._ask("DELETE", key, known=(404,))

    def url(self, key: str) -> str:
        """Return an address from which a file can be read for 15 minutes."""
        return self._line.leave("GET", self._path(key), expires_s=EXPIRES_S)

    def sending(self, key: str, *, size: int, mime: str, sha256: str) -> Sending:
        """Return leave to put a whole file, unless there is one by then."""
        headers = {
            "content-length": str(size),
            "content-type": mime,
            "if-none-match": "*",
            "x-amz-checksum-sha256": _in_base64(sha256),
        }
        return self._sending(key, headers, query={})

    def begin_parts(self, key: str, *, mime: str) -> str:
        """Begin a file that comes in parts; return its upload id."""
        headers = {"content-type": mime, "x-amz-checksum-algorithm": "SHA256"}
        answer = self._ask("POST", key, query={"uploads": ""}, headers=headers)
        return _text(answer.body, "UploadId")

    def part_sending(self, key: str, *, upload_id: str, number: int, size: int, sha256: str) -> Sending:
        """Return leave to put one part; put again, it replaces the one before."""
        headers = {"content-length": str(size), "x-amz-checksum-sha256": _in_base64(sha256)}
        return self._sending(key, headers, query={"partNumber": str(number), "uploadId": upload_id})

    def parts(self, key: str, *, upload_id: str) -> Sequence[Part] | None:
        """Return the parts that have arrived, by number; S3 answers at most 1,000 of them at a time."""
        found: list[Part] = []
        query = {"uploadId": upload_id}
        while True:
            answer = self._ask("GET", key, query=query, known=(404,))
            if answer.status == 404:
                return None
            found += map(_part, _PART.findall(answer.body))
            if _text(answer.body, "IsTruncated") != "true":
                return found
            query = {"uploadId": upload_id, "part-number-marker": str(found[-1].number)}

    def finish_parts(self, key: str, *, upload_id: str, parts: Sequence[Part]) -> bool:
        """Make the file of its parts; return False when there is no such upload or a part is not as said."""
        told = "".join(
            f"<Part><PartNumber>{part.number}</PartNumber><ETag>{part.etag}</ETag>"
            f"<ChecksumSHA256>{_in_base64(part.sha256)}</ChecksumSHA256></Part>"
            for part in parts
        )
        body = f'<CompleteMultipartUpload xmlns="{NAMESPACE}">{told}</CompleteMultipartUpload>'.encode()
        answer = self._ask("POST", key, query={"uploadId": upload_id}, body=body, known=(400, 404))
        return answer.status == 200 and b"<Error>" not in answer.body  # S3 may say 200 first and fail afterwards

    def abort_parts(self, key: str, *, upload_id: str) -> None:
        """Throw away what has arrived; harmless when there is no such upload."""
        self._ask("DELETE", key, query={"uploadId": upload_id}, known=(404,))

    def _path(self, key: str) -> str:
        return f"{self._prefix}/{key}"

    def _sending(self, key: str, headers: Mapping[str, str], *, query: Mapping[str, str]) -> Sending:
        url = self._line.leave("PUT", self._path(key), expires_s=EXPIRES_S, query=query, headers=headers)
        return Sending(url, {name: value for name, value in headers.items() if name != "content-length"})

    def _ask(
        self,
        method: str,
        key: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        known: tuple[int, ...] = (),
    ) -> Answer:
        answer = self._line.ask(method, self._path(key), query=query, headers=headers, body=body)
        if answer.status not in (200, 204, *known):
            raise RuntimeError(f"S3 refused {method}: {answer.status} {_text(answer.body, 'Code')}")
        return answer


def _in_base64(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()


def _part(told: bytes) -> Part:
    sha256 = base64.b64decode(_text(told, "ChecksumSHA256")).hex()
    return Part(int(_text(told, "PartNumber")), _text(told, "ETag"), int(_text(told, "Size")), sha256)


def _text(told: bytes, name: str) -> str:
    """Return the text of the first element of this name in S3's XML, which is flat and has no attributes there."""
    found = re.search(rf"<{name}>([^<]*)</{name}>".encode(), told)
    return found[1].decode().replace("&quot;", '"').replace("&amp;", "&") if found else ""
