"""The versions of articles that were written, read again from their files: each file once, while it is among the last few."""

from __future__ import annotations

import logging
import zlib
from collections import OrderedDict

import msgspec

from transforms.rechecks import Recheck
from transforms.records import Article
from transforms.row_files import is_void, unpack
from transforms.state.decoding import DAMAGED
from transforms.state.moved_files import moved_to
from transforms.state.row_search import lines_with
from transforms.state.storage import Store

# What articles were written together is asked for again together; a file is 16 MB at most, and mostly far less.
_FILES = 4

_log = logging.getLogger(__name__)


class EarlierVersions:
    """Reads the newest written version of an article from the output."""

    def __init__(self, output: Store) -> None:
        self._output = output
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._places: dict[str, str | None] = {}

    def read(self, recheck: Recheck) -> Article | None:
        """Give the version that stands in the recheck's file; None where the file is gone or void, or has no such row.

        None, and a warning, where the file is damaged: no news has to wait for that. Raises: StorageError.
        """
        needle = msgspec.json.encode(recheck.id)
        try:
            for _, line in lines_with(self._lines(recheck.file) or self._moved(recheck.file), [needle]):
                article = msgspec.json.decode(line, type=Article)
                if article.id == recheck.id and article.version == recheck.version:
                    return article
        except (OSError, EOFError, ValueError, zlib.error, *DAMAGED) as error:
            self._keep(recheck.file, b"")  # It is told once.
            _log.warning(
                "%s/%s: this file cannot be read (%s), so what was written there is not compared with what is read now;"
                " `newsbeam verify` says what mends it",
                self._output.root,
                recheck.file,
                error,
            )
        return None

    def _moved(self, path: str) -> bytes:
        """Give the rows of a file that was replaced by a shard of a later division."""
        if path not in self._places:
            self._places[path] = moved_to(self._output, path)
        moved = self._places[path]
        return b"" if moved is None else self._lines(moved)

    def _lines(self, path: str) -> bytes:
        if path in self._files:
            self._files.move_to_end(path)
            return self._files[path]
        data = self._output.read(path)
        if data is None or is_void(data):
            return b""  # It may come yet, or stand elsewhere.
        return self._keep(path, unpack(data))

    def _keep(self, path: str, lines: bytes) -> bytes:
        self._files[path] = lines
        if len(self._files) > _FILES:
            self._files.popitem(last=False)
        return lines
