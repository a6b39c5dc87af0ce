"""Read answers off a connection: their heads are mended before aiohttp's parser sees them.

The parser refuses what browsers read: two equal Content-Length lines, a body behind a 304. Its twin in pure Python reads
more, but also two different lengths, and would have to be asked for anew. So the head of each answer goes through
`mend_head`, on the connection that the guard opened.
"""

from __future__ import annotations

import asyncio
import functools
from typing import Any

from aiohttp import TCPConnector
from aiohttp.client_proto import ResponseHandler

from transforms.pure.net.response_heads import HEAD_MAX_BYTES, ResponseHead, find_end, may_begin, mend_head


class MendingHandler(ResponseHandler):
    """The protocol of one connection. It holds back the bytes of a head until the head is whole."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._head = b""
        self._reads_head = True
        self._is_over = False

    def set_response_params(self, **params: Any) -> None:
        """Prepare for the next answer. aiohttp calls it before it sends a request."""
        self._head, self._reads_head, self._is_over = b"", True, False
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Take bytes off the socket."""
        if not self._reads_head or self._parser is None or not data:
            super().data_received(data)
        elif self._is_over:
            # A body behind a 204 or 304: the next answer could not be told from it.
            self._end_connection()
        else:
            self._take_head(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Hand on half a head too: the parser knows what to say of it."""
        if self._head:
            data, self._head, self._reads_head = self._head, b"", False
            super().data_received(data)
        super().connection_lost(exc)

    def _take_head(self, data: bytes) -> None:
        searched = max(0, len(self._head) - 3)
        self._head += data
        while self._reads_head and not self._is_over:
            end = find_end(self._head, searched)
            if end is None:
                if len(self._head) > HEAD_MAX_BYTES or not may_begin(self._head):
                    self._pass_on()
                return
            head, self._head = mend_head(self._head[:end]), self._head[end:]
            self._hand_on(head)
            searched = 0

    def _hand_on(self, head: ResponseHead) -> None:
        if head.status is not None and 100 <= head.status < 200 and head.status != 101:
            super().data_received(head.data)  # the head of the answer itself is yet to come
        elif head.is_all:
            self._is_over = True
            if head.is_followed or self._head:
                self.force_close()
            self._head = b""
            super().data_received(head.data)
        else:
            self._head = head.data + self._head
            self._pass_on()

    def _pass_on(self) -> None:
        data, self._head, self._reads_head = self._head, b"", False
        super().data_received(data)

    def _end_connection(self) -> None:
        self.force_close()
        if self.transport is not None:
            self.transport.close()


class MendingConnector(TCPConnector):
    """A connector whose connections mend the heads of their answers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # aiohttp has no other place for it; a test shows when this one is gone.
        handler: Any = MendingHandler
        self._factory = functools.partial(handler, loop=self._loop)
