"""Whether the database named in DATABASE_URL can be used, told before anything is started."""

import dj_database_url
import psycopg

from newsroom.ground.errors import SetupError

OLDEST = 15


def check(url: str) -> None:
    try:
        named = dj_database_url.parse(url)
        address = {
            "host": named["HOST"],
            "port": named["PORT"],
            "user": named["USER"],
            "password": named["PASSWORD"],
            "dbname": named["NAME"],
        }
    except (ValueError, KeyError):
        raise SetupError(
            "DATABASE_URL cannot be read: write postgres://user:password@host:5432/name."
        ) from None
    if "postgresql" not in named["ENGINE"]:
        raise SetupError("DATABASE_URL must name a PostgreSQL server, postgres://….")
    given = {name: value for name, value in address.items() if value}
    try:
        with psycopg.connect(**given, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.OperationalError as error:
        words = str(error).strip().splitlines()[-1]
        raise SetupError(f"The database in DATABASE_URL cannot be reached: {words}") from None
    if version < OLDEST:
        raise SetupError(
            f"The database in DATABASE_URL is PostgreSQL {version}; {OLDEST} or newer is needed."
        )
    if encoding != "UTF8":
        raise SetupError(
            f"The database in DATABASE_URL is in {encoding}: create it with ENCODING 'UTF8'."
        )
