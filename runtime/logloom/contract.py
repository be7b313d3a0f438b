"""The log contract: what a record of the application looks like, read from `contract.toml`.

Standard dataclasses and no dependency, since the application that logs imports this module too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
ExtraType = Literal["text", "integer", "number", "boolean", "array", "object"]
FieldType = Literal[
    "text", "smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean",
    "timestamptz", "date", "interval", "uuid", "inet", "jsonb", "text[]", "bigint[]",
]  # fmt: skip
LEVELS: tuple[Level, ...] = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DEFAULT_CATEGORY = "system"
ERROR_LEVELS: tuple[Level, ...] = ("ERROR", "CRITICAL")


class ContractError(ValueError):
    """A contract that cannot be used: one line, `path:line:column: what is wrong (what to do)`."""

    def __init__(self, path: str, line: int, column: int, message: str, hint: str = "") -> None:
        self.path, self.line, self.column, self.message, self.hint = path, line, column, message, hint
        # All of them, since an exception that comes back from a worker process is made again from its args.
        super().__init__(path, line, column, message, hint)

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return " ".join(f"{self.path}:{self.line}:{self.column}: {self.message}{hint}".split())


@dataclass(frozen=True, slots=True)
class App:
    """The application: `name` is its root logger, `title` what people call it."""

    name: str
    title: str
    log_group_prefix: str


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A CloudWatch log group: its full name, days kept, and which records go there (empty: all).

    `log_class` is AWS's: `infrequent_access` costs less, and cannot be asked everything.
    """

    name: str
    purpose: str
    retention_days: int
    levels: tuple[Level, ...] = ()
    categories: tuple[str, ...] = ()
    log_class: Literal["standard", "infrequent_access"] = "standard"


@dataclass(frozen=True, slots=True)
class Connection:
    """How Grafana reaches a PostgreSQL: `url` is host:port, `user` may only read.

    `password_variable` names the environment variable, in Grafana's environment, that holds the password.
    """

    url: str
    database: str
    user: str
    password_variable: str
    sslmode: Literal["disable", "require", "verify-ca", "verify-full"] = "require"


@dataclass(frozen=True, slots=True)
class Aws:
    """The account and region that hold the log groups, and how Grafana signs in there.

    `authentication` is `default` (the AWS SDK's chain: environment, files, the machine's role),
    `assume_role` (the chain, and from there `assume_role_arn`) or `keys`, of which the contract only names
    the variables, in Grafana's environment, that hold them. `endpoint` is empty for AWS's own.
    """

    region: str
    account_id: str
    authentication: Literal["default", "assume_role", "keys"] = "default"
    assume_role_arn: str = ""
    external_id: str = ""
    access_key_variable: str = ""
    secret_key_variable: str = ""
    endpoint: str = ""

    @property
    def partition(self) -> str:
        """The part of AWS that the region is in: the second word of every ARN."""
        first, *_ = self.region.split("-")
        if first == "cn":
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    def log_group_arn(self, name: str) -> str:
        """The ARN of a log group with all its streams, as DescribeLogGroups gives it."""
        return f"arn:{self.partition}:logs:{self.region}:{self.account_id}:log-group:{name}:*"


@dataclass(frozen=True, slots=True)
class Store:
    """Where records are kept and the Grafana datasource that reads them.

    `default` marks, of several enabled ones, the store that is meant where none is named.
    """

    name: str
    enabled: bool
    datasource_uid: str
    datasource_name: str
    default: bool = False
    connection: Connection | None = None
    aws: Aws | None = None
    log_groups: tuple[LogGroup, ...] = ()

    @property
    def complete_log_groups(self) -> tuple[LogGroup, ...]:
        """The log groups that all records go to: a query of them misses nothing and counts nothing twice."""
        return tuple(group for group in self.log_groups if not group.levels and not group.categories)


@dataclass(frozen=True, slots=True)
class Grafana:
    """Where the dashboards and the alerts go: a folder, and where Grafana finds `provisioning/<store>/`.

    `url` is the server that `plan` and `push` speak to unless they are told another, empty for none.
    `runbook_url` is what the name of a runbook page is appended to. `allow_ui_edits` leaves what is pushed
    for alerting open to changes in Grafana's pages; Grafana locks it otherwise.
    """

    folder: str
    folder_uid: str
    provisioning_path: str
    url: str = ""
    runbook_url: str = ""
    allow_ui_edits: bool = False


@dataclass(frozen=True, slots=True)
class XRay:
    """The datasource that holds the traces."""

    datasource_uid: str
    datasource_name: str
    region: str


@dataclass(frozen=True, slots=True)
class Retention:
    """Days a record is kept: `error_days` for ERROR and CRITICAL, `days` for the others."""

    days: int
    error_days: int


@dataclass(frozen=True, slots=True)
class Environment:
    """The level of an environment, and the categories that log at DEBUG in it all the same."""

    name: str
    level: Level
    debug_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A category and the logger prefixes that belong to it, matched on whole dotted parts."""

    name: str
    loggers: tuple[str, ...]
    purpose: str
    level: Level


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record, which is also a column of the table: `type` is PostgreSQL's name."""

    name: str
    type: FieldType
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class ExtraKey:
    """A known key inside `extra`. `personal` marks personal data.

    `values` are the ones it may have where they can be listed: what a dashboard offers to choose from in a
    store that cannot be asked for them.
    """

    name: str
    type: ExtraType
    categories: tuple[str, ...]
    personal: bool
    description: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything `contract.toml` says. `digest` changes with any byte of it."""

    app: App
    stores: Mapping[str, Store]
    retention: Retention
    environments: Mapping[str, Environment]
    categories: tuple[Category, ...]
    fields: tuple[Field, ...]
    extra: Mapping[str, ExtraKey]
    grafana: Grafana
    xray: XRay
    digest: str

    @property
    def personal_keys(self) -> frozenset[str]:
        """The keys inside `extra` that hold personal data."""
        return frozenset(key.name for key in self.extra.values() if key.personal)

    def category_of(self, logger: str) -> str:
        """The category of a logger: the longest prefix, on whole dotted parts; `system` if none matches."""
        prefixes = {prefix: category.name for category in self.categories for prefix in category.loggers}
        while logger:
            if logger in prefixes:
                return prefixes[logger]
            logger = logger.rpartition(".")[0]
        return DEFAULT_CATEGORY
