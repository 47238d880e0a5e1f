"""Local stubs for the parts of `pyarrow.parquet` that andon uses."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Self

from pyarrow import BufferReader, NativeFile, RecordBatch, Schema, Table

class RowGroupMetaData:
    @property
    def num_rows(self) -> int: ...

class FileMetaData:
    @property
    def num_rows(self) -> int: ...
    @property
    def num_row_groups(self) -> int: ...
    @property
    def metadata(self) -> dict[bytes, bytes] | None: ...
    def row_group(self, i: int) -> RowGroupMetaData: ...

class ParquetFile:
    def __init__(
        self,
        source: str | Path | IO[bytes] | NativeFile,
        *,
        metadata: FileMetaData | None = None,
        page_checksum_verification: bool = False,
    ) -> None: ...
    @property
    def metadata(self) -> FileMetaData: ...
    @property
    def schema_arrow(self) -> Schema: ...
    @property
    def num_row_groups(self) -> int: ...
    def read(self, columns: Sequence[str] | None = None, use_threads: bool = True) -> Table: ...
    def read_row_group(
        self, i: int, columns: Sequence[str] | None = None, use_threads: bool = True
    ) -> Table: ...
    def iter_batches(
        self, batch_size: int = 65536, columns: Sequence[str] | None = None
    ) -> Iterator[RecordBatch]: ...
    def close(self, force: bool = False) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *arguments: object) -> None: ...

class ParquetWriter:
    def __init__(
        self,
        where: str | Path | IO[bytes] | NativeFile,
        schema: Schema,
        *,
        compression: str | dict[str, str] = "snappy",
        compression_level: int | None = None,
        use_dictionary: bool | Sequence[str] = True,
        write_statistics: bool | Sequence[str] = True,
        data_page_size: int | None = None,
        store_schema: bool = True,
        write_page_checksum: bool = False,
    ) -> None: ...
    def write_table(self, table: Table, row_group_size: int | None = None) -> None: ...
    def write_batch(self, batch: RecordBatch, row_group_size: int | None = None) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *arguments: object) -> None: ...

def read_table(
    source: str | Path | IO[bytes] | NativeFile | BufferReader,
    *,
    columns: Sequence[str] | None = None,
    use_threads: bool = True,
    schema: Schema | None = None,
    memory_map: bool = False,
    filters: Any = None,
    page_checksum_verification: bool = False,
) -> Table: ...
def read_schema(where: str | Path | IO[bytes], memory_map: bool = False) -> Schema: ...
def read_metadata(where: str | Path | IO[bytes], memory_map: bool = False) -> FileMetaData: ...
def write_table(
    table: Table,
    where: str | Path | IO[bytes] | NativeFile,
    row_group_size: int | None = None,
    *,
    compression: str | dict[str, str] = "snappy",
    compression_level: int | None = None,
    use_dictionary: bool | Sequence[str] = True,
    write_statistics: bool | Sequence[str] = True,
    data_page_size: int | None = None,
    store_schema: bool = True,
    write_page_checksum: bool = False,
) -> None: ...
