"""A stored file as an answer, whole or the part somebody asked for: players of sound and film ask
for parts, and some play nothing without getting them."""

import re
from collections.abc import Iterator

from django.core.files import File
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

AT_ONCE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


def answered(request, file: File, *, size: int, media_type: str, etag: str) -> HttpResponseBase:
    """`etag` is strong: a part is only handed out of the file the asker has begun with."""
    wanted = _wanted(request, size, etag)
    if wanted is None:
        response = FileResponse(file, content_type=media_type)
        response["Content-Length"] = str(size)
    elif not wanted:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        part = _Part(file, wanted)
        response = StreamingHttpResponse(part, status=206, content_type=media_type)
        response["Content-Range"] = f"bytes {wanted[0]}-{wanted[-1]}/{size}"
        response["Content-Length"] = str(len(wanted))
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def _wanted(request, size: int, etag: str) -> range | None:
    """The bytes asked for; None for the whole file, an empty range for what it does not have.

    Of several parts at once nobody is obliged to make an answer: the whole file is one too.
    """
    asked = _RANGE.match(request.headers.get("Range", "").replace(" ", ""))
    if not asked or not any(asked.groups()):
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:  # the last so many
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


class _Part:
    """Closed with the answer, also where nobody waited for the first byte."""

    def __init__(self, file: File, wanted: range):
        self.file, self.wanted = file, wanted

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.wanted.start)
        left = len(self.wanted)
        while left and (block := self.file.read(min(left, AT_ONCE))):
            left -= len(block)
            yield block

    def close(self) -> None:
        self.file.close()
