"""Whether the database named in DATABASE_URL can be used, told before anything is started."""

import dj_database_url
import psycopg

from newsroom.ground.errors import SetupError

OLDEST = 15


def connected(url: str) -> psycopg.Connection:
    """A connection to where Django would connect, without Django's own options."""
    named = dj_database_url.parse(url)
    if "postgresql" not in named["ENGINE"]:
        raise SetupError("DATABASE_URL must name a PostgreSQL server, as postgres://….")
    address = {
        "host": named["HOST"],
        "port": named["PORT"],
        "user": named["USER"],
        "password": named["PASSWORD"],
        "dbname": named["NAME"],
    }
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    options = {name: value for name, value in named.get("OPTIONS", {}).items() if name in known}
    given = {name: value for name, value in address.items() if value}
    return psycopg.connect(**{"connect_timeout": 10, **given, **options})


def check(url: str) -> None:
    try:
        with connected(url) as connection:
            version = connection.info.server_version // 10000
            encoding = connection.info.parameter_status("server_encoding")
            row = connection.execute(
                "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)"
            ).fetchone()
    except ValueError:
        raise SetupError(
            "DATABASE_URL cannot be read: write postgres://user:password@host:5432/name."
        ) from None
    except psycopg.OperationalError as error:
        words = " ".join(str(error).split())
        raise SetupError(f"The database in DATABASE_URL cannot be reached: {words}") from None
    if version < OLDEST:
        raise SetupError(
            f"The database in DATABASE_URL is PostgreSQL {version}; {OLDEST} or newer is needed."
        )
    if encoding != "UTF8":
        raise SetupError(
            f"The database in DATABASE_URL is in {encoding}: create it with ENCODING 'UTF8'."
        )
    # Since PostgreSQL 15 a user who does not own the database may not create tables in it.
    if not (row and row[0]):
        raise SetupError(
            "The user in DATABASE_URL may not create tables in that database: make the user its "
            "owner, as in `createdb --owner newsroom newsroom`."
        )
