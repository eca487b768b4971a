# SPDX-License-Identifier: MIT
"""Excel workbooks: the sheet whose header says most, values and not formulas, within limits when unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from veille.errors import FileError, UsageError
from veille.importers._table import TOP, Row, recognised, table
from veille.importers.base import Columns, Importer, Read

MOST_UNPACKED = 512 * 1024 * 1024
_SUSPECT, _RATIO = 50 * 1024 * 1024, 100  # a sheet of text shrinks tenfold or so, a bomb a hundredfold
_MOST_PARTS = 2000
_MOST_CELLS = 500


class Xlsx(Importer):
    """Workbooks of Excel and of what writes like it."""

    label = "XLSX"
    columns = True

    def sure(self, name: str, beginning: bytes) -> int:
        """Take an archive that is called so or holds a workbook."""
        if not beginning.startswith(b"PK\x03\x04"):
            return 0
        return 90 if name.endswith((".xlsx", ".xlsm")) else 60 * (b"xl/" in beginning)

    def read(self, body: bytes, columns: Columns) -> Read:
        """Read the best sheet. Raises FileError, UsageError."""
        _refuse_bomb(body)
        book = _opened(body)
        try:
            sheet = max(book.worksheets, key=lambda one: _fitness(one, columns), default=None)
            if sheet is None:
                raise FileError("not_readable", format=self.label, reason="empty")
            return table(_rows(sheet), columns)
        except (
            KeyError,
            ValueError,
            TypeError,
            AttributeError,
            IndexError,
            SyntaxError,
            zipfile.BadZipFile,
        ) as bad:
            raise FileError("not_readable", format=self.label, reason=type(bad).__name__) from bad
        finally:
            book.close()


def _refuse_bomb(body: bytes) -> None:
    """Look at what the archive says of its parts before any is unpacked; no more than that is ever read."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(body)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as bad:
        raise FileError("not_readable", format="XLSX", reason="zip") from bad
    size = sum(part.file_size for part in parts)
    packed_hard = size > _SUSPECT and size > len(body) * _RATIO
    if len(parts) > _MOST_PARTS or size > MOST_UNPACKED or packed_hard:
        raise FileError("unpacked_too_large", most=MOST_UNPACKED // 1024**2)


def _opened(body: bytes) -> Any:
    try:
        import openpyxl
    except ImportError:
        raise UsageError("missing_extra", extra="xlsx", package="openpyxl") from None
    try:
        return openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as bad:  # the library raises whatever the archive makes it stumble on
        raise FileError("not_readable", format="XLSX", reason=type(bad).__name__) from bad


def _fitness(sheet: Any, columns: Columns) -> int:
    return max((recognised(cells, columns) for _, cells in islice(_rows(sheet), TOP)), default=0)


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    rows = sheet.iter_rows(values_only=True, max_col=_MOST_CELLS)
    for number, cells in enumerate(rows, start=1):
        yield number, _written(cells)


def _written(cells: Sequence[object]) -> list[str]:
    return [_cell(cell) for cell in cells]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
