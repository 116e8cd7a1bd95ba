"""Statements that every save or every page sends, compiled once and for all.

SQLAlchemy looks for a statement in its cache, lays out its parameters and makes a result anew each time it is executed;
for short statements that costs more than the database takes for them. Here a statement is a text and the
order of its parameters, of which one may be a list of any length. On SQLite it goes straight to the driver, with errors
as SQLAlchemy tells them; on PostgreSQL, and where somebody listens to what is sent, through SQLAlchemy's connection,
which notices when the server has gone.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Sequence
from datetime import UTC
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ClauseElement

from webapp.models.base import UtcDateTime

Values = dict[str, Any]
Row = tuple[Any, ...]
_Convert = Callable[[Any], Any] | None
AT_ONCE = 4096  # numbers of a list that one statement takes


class _Form(NamedTuple):
    """The text of a statement for one kind of database, its parameters in their order, and which columns it reads
    have to be converted.
    """

    text: str
    positional: bool
    parameters: list[tuple[str, _Convert]]
    columns: list[tuple[int, Callable[[Any], Any]]]
    own: Values  # what the statement itself says, such as "owner" in role = 'owner'

    def for_many(self, name: str, size: int) -> "_Form":
        """The same with so many numbers in the place of the list of that name."""
        names = [f"{name}_{number}" for number in range(size)]
        places = ", ".join("?" if self.positional else f"%({one})s" for one in names)
        parameters = [
            (one, convert)
            for known, convert in self.parameters
            for one in (names if known == name else [known])
        ]
        return self._replace(text=self.text.replace(f"__[POSTCOMPILE_{name}]", places), parameters=parameters)

    def laid_out(self, values: Values) -> Any:
        if self.own:
            values = self.own | values
        found = [convert(values[name]) if convert else values[name] for name, convert in self.parameters]
        if self.positional:
            return tuple(found)
        return dict(zip((name for name, _ in self.parameters), found, strict=True))

    def read(self, row: Sequence[Any]) -> Row:
        if not self.columns:
            return tuple(row)
        found = list(row)
        for place, convert in self.columns:
            found[place] = convert(found[place])
        return tuple(found)


class Prepared:
    """A statement that takes a value for each of its columns and parameters: no defaults, and lists by read_of() alone."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._forms: dict[Row, _Form] = {}

    def run(self, connection: Connection, values: Values | Sequence[Values]) -> None:
        """Execute it once, or for each of several values at once. Raises what SQLAlchemy raises."""
        if isinstance(values, dict):
            form = self._form(connection.dialect, values)
            _send(connection, form, form.laid_out(values))
        elif len(values) == 1:
            self.run(connection, values[0])
        else:
            form = self._form(connection.dialect, values[0])
            _send(connection, form, [form.laid_out(one) for one in values], many=True)

    def read(self, connection: Connection, values: Values) -> list[Row]:
        """The rows that it gives, in their order of columns."""
        form = self._form(connection.dialect, values)
        rows = _send(connection, form, form.laid_out(values)).fetchall()
        return [form.read(row) for row in rows]

    def named(self, connection: Connection, values: Values) -> list[Any]:
        """The same rows with their columns as attributes."""
        return list(map(self._names._make, self.read(connection, values)))

    @cached_property
    def _names(self) -> Any:
        return namedtuple("Found", _columns_of(self._statement).keys())

    def read_of(
        self, connection: Connection, name: str, wanted: Collection[int], values: Values | None = None
    ) -> list[Row]:
        """The rows that it gives for a list of numbers, which it has under that name; none for none, without asking."""
        numbers, rows = list(wanted), []
        for start in range(0, len(numbers), AT_ONCE):
            rows += self._read_some(connection, name, numbers[start : start + AT_ONCE], values or {})
        return rows

    def named_of(
        self, connection: Connection, name: str, wanted: Collection[int], values: Values
    ) -> list[Any]:
        """The same rows with their columns as attributes."""
        return list(map(self._names._make, self.read_of(connection, name, wanted, values)))

    def _read_some(self, connection: Connection, name: str, numbers: list[int], values: Values) -> list[Row]:
        # As many places as the next power of two, so that there are few texts: what is left over repeats the last number.
        size = 1 << (len(numbers) - 1).bit_length()
        filled = numbers + numbers[-1:] * (size - len(numbers))
        form = self._form_for_many(connection.dialect, name, size, values)
        named = {f"{name}_{number}": one for number, one in enumerate(filled)}
        rows = _send(connection, form, form.laid_out(values | named)).fetchall()
        return [form.read(row) for row in rows]

    def _form_for_many(self, dialect: Dialect, name: str, size: int, values: Values) -> _Form:
        key = (dialect.name, name, size)
        if key not in self._forms:
            self._forms[key] = self._form(dialect, {name: None, **values}).for_many(name, size)
        return self._forms[key]

    def _form(self, dialect: Dialect, values: Values) -> _Form:
        key = (dialect.name, *values)
        if key not in self._forms:
            self._forms[key] = _compiled(self._statement, dialect, list(values))
        return self._forms[key]


def _send(connection: Connection, form: _Form, laid_out: Any, many: bool = False) -> Any:
    """Something to fetch rows from."""
    dialect = connection.dialect
    if dialect.name != "sqlite" or connection.dispatch.before_cursor_execute:
        return connection.exec_driver_sql(form.text, laid_out)
    cursor = connection.connection.cursor()
    try:
        return cursor.executemany(form.text, laid_out) if many else cursor.execute(form.text, laid_out)
    except Exception as error:
        base: Any = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(form.text, laid_out, error, base, dialect=dialect) from error


def _compiled(statement: ClauseElement, dialect: Dialect, names: list[str]) -> _Form:
    # As for many at once: that a single INSERT gives its new id back is nothing that anybody asks for here.
    compiled: Any = statement.compile(dialect=dialect, column_keys=names, for_executemany=True)
    order = compiled.positiontup if compiled.positional else list(compiled.binds)
    parameters = [(name, _converter(compiled.binds[name].type, dialect)) for name in order]
    own = {
        name: bind.value for name, bind in compiled.binds.items() if name not in names and not bind.required
    }
    return _Form(str(compiled), compiled.positional, parameters, _columns(statement, dialect), own)


def _converter(type_: Any, dialect: Dialect) -> _Convert:
    convert: _Convert = type_.dialect_impl(dialect).bind_processor(dialect)
    return _remembering(convert) if convert and isinstance(type_, UtcDateTime) else convert


def _remembering(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The moment of a transaction goes into six of its rows. Only UTC: elsewhere two moments may be equal to Python
    that are an hour apart (`fold`).
    """
    remembered = lru_cache(maxsize=32)(convert)
    return lambda value: (remembered if value is not None and value.tzinfo is UTC else convert)(value)


def _columns(statement: ClauseElement, dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    if not isinstance(statement, Select | UpdateBase):
        return []
    columns = _columns_of(statement)
    found = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return [(place, convert) for place, convert in enumerate(found) if convert]


def _columns_of(statement: Any) -> Any:
    return statement.selected_columns if isinstance(statement, Select) else statement.exported_columns
