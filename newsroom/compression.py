"""Compresses what we render: Brotli for public pages, gzip with a random length for others.

Django's gzip adds random bytes so that a secret in a page cannot be guessed from its length.
Public pages hold no secret, and must have the same bytes for every reader.
"""

import brotli
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

SMALLEST = 500
# Pictures are compressed already.
WORDS = ("text/", "application/json", "application/xml", "application/rss+xml",
         "application/atom+xml", "application/ld+json", "application/manifest+json")  # fmt: skip


class CompressionMiddleware(GZipMiddleware):
    def process_response(self, request, response):
        if not response.get("Content-Type", "").startswith(WORDS):
            return response
        if response.has_header("Accept-Ranges"):
            return response  # who asks for a part counts the bytes as they lie
        accepted = request.headers.get("Accept-Encoding", "")
        plain = (
            getattr(request, "public_page", False)
            and not response.streaming
            and not response.has_header("Content-Encoding")
            and len(response.content) >= SMALLEST
            and "br" in accepted
        )
        if not plain:
            return super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        response.content = brotli.compress(response.content, quality=5)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "br"
        if etag := response.get("ETag"):
            response["ETag"] = etag if etag.startswith("W/") else f"W/{etag}"
        return response
