"""What can go wrong, as one tree.

    TanluError                 500  internal
    ├── BadParameter           422  bad_parameter     a value that a caller gave
    ├── NotFound               404  not_found         an edition, province, query … not there
    ├── Refused                403  refused           a statement that is not a plain read
    ├── QueryFailed            400  query_failed      the store could not run a statement
    ├── QueryTimeout           504  query_timeout     ended at its time or memory limit
    ├── StoreUnavailable       503  store_unavailable no store, no graph, an older schema
    ├── SourceDefect           422  source_defect     a workbook that cannot be loaded
    └── PublishFailed          507  publish_failed    no space, permission or lock

``status`` is the HTTP status, ``exit_code`` what the command line ends with:
1 a defect in the data, 2 a wrong call, 3 the surroundings (store, disk, lock).
"""

from __future__ import annotations


class TanluError(Exception):
    """Base of every error that a user may see: a sentence, and a hint what to do."""

    status = 500
    code = "internal"
    exit_code = 3

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadParameter(TanluError):
    """A parameter is unknown, of the wrong type or out of range."""

    status, code, exit_code = 422, "bad_parameter", 2


class NotFound(TanluError):
    """The named thing is not in the graph."""

    status, code, exit_code = 404, "not_found", 2


class Refused(TanluError):
    """A Cypher statement is not a plain read."""

    status, code, exit_code = 403, "refused", 2


class QueryFailed(TanluError):
    """The store rejected or could not run a statement."""

    status, code, exit_code = 400, "query_failed", 2


class QueryTimeout(TanluError):
    """A statement was ended at its time or memory limit."""

    status, code, exit_code = 504, "query_timeout", 3


class StoreUnavailable(TanluError):
    """No store answers, it holds no graph, or the graph has an older schema."""

    status, code, exit_code = 503, "store_unavailable", 3


class GraphMoved(StoreUnavailable):
    """The graph that was being read is no longer the published one: ask again, of the new one."""

    code = "graph_moved"


class SourceDefect(TanluError):
    """A source file cannot be loaded. ``place`` names file, sheet and cell as far as known.

    ``foreign`` says that the file is none of ours (no table in it), not a broken one of ours.
    """

    status, code, exit_code = 422, "source_defect", 1

    def __init__(
        self, message: str, *, place: str = "", hint: str = "", foreign: bool = False
    ) -> None:
        super().__init__(f"{place}: {message}" if place else message, hint=hint)
        self.place = place
        self.foreign = foreign


class PublishFailed(TanluError):
    """A graph could not be written: no space, no permission, or another loader is at work."""

    status, code, exit_code = 507, "publish_failed", 3
