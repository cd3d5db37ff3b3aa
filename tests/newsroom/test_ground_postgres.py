"""The embedded database, with real servers in folders of their own."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from newsroom.ground import postgres
from newsroom.ground.errors import SetupError
from newsroom.ground.postgres import FAST_AND_LOSSY, Cluster

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path / "a folder" / "var" / "postgres", FAST_AND_LOSSY)
    yield cluster
    Cluster(cluster.folder).destroy()


def ask(cluster, question):
    with psycopg.connect(cluster.url) as connection:
        return connection.execute(question).fetchone()[0]


def postmaster(cluster):
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def wait_until_dead(number):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return
        facts = Path(f"/proc/{number}/stat")
        if facts.exists() and ") Z " in facts.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"process {number} still runs")


def test_it_starts_in_a_path_with_a_space_and_folds_accents(cluster):
    started = cluster.start()

    assert started
    assert not cluster.start()
    assert ask(cluster, "SELECT upper('niño')") == "NIÑO"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SHOW fsync") == "off"


def test_it_listens_on_a_private_socket_only_and_asks_for_a_password(cluster):
    cluster.start()

    assert ask(cluster, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.folder / "password").stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(cluster.socket), user="newsroom", dbname="newsroom")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_root_hands_the_server_to_a_plain_user_and_changes_no_folder_above(cluster, tmp_path):
    tmp_path.chmod(0o700)
    before = [folder.stat().st_mode for folder in tmp_path.parents]

    cluster.start()

    assert cluster.data.stat().st_uid != 0
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert [folder.stat().st_mode for folder in tmp_path.parents] == before


def test_data_outlives_a_stop(cluster):
    with cluster.used(), psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    assert not cluster.answers()
    with cluster.used():
        assert ask(cluster, "SELECT answer FROM kept") == 42


def test_it_starts_again_after_kill_9(cluster):
    cluster.start()
    killed = postmaster(cluster)
    os.kill(killed, signal.SIGKILL)
    wait_until_dead(killed)

    started = cluster.start()

    assert started
    assert ask(cluster, "SELECT 1") == 1


def test_a_stale_number_that_lives_again_as_a_stranger_is_no_obstacle(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n0\n5432\n")

    assert cluster.start()
    assert postmaster(cluster) != os.getpid()


def test_a_server_that_lost_its_socket_is_stopped_and_started_again(cluster):
    cluster.start()
    lost = postmaster(cluster)
    shutil.rmtree(cluster.socket)

    assert cluster.start()
    assert postmaster(cluster) != lost
    assert ask(cluster, "SELECT 1") == 1


def test_a_server_orphaned_by_a_killed_command_is_adopted_and_stopped_at_the_end(cluster):
    code = (
        "import sys, time; from newsroom.ground.postgres import Cluster\n"
        "with Cluster(sys.argv[1]).used(): print('up', flush=True); time.sleep(600)"
    )
    command = subprocess.Popen(
        [sys.executable, "-c", code, cluster.folder], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert command.stdout.readline() == "up\n"
    assert cluster.in_use()
    command.kill()
    command.wait()
    command.stdout.close()

    assert cluster.answers()
    assert not cluster.in_use()
    with cluster.used():
        assert ask(cluster, "SELECT 1") == 1
    assert not cluster.answers()


def test_who_leaves_first_does_not_stop_a_server_another_one_uses(cluster):
    with cluster.used():
        with Cluster(cluster.folder).used():
            pass
        assert ask(cluster, "SELECT 1") == 1

    assert not cluster.answers()


def test_two_commands_at_once_make_one_cluster(cluster):
    code = (
        "import sys, time; from newsroom.ground.postgres import Cluster\n"
        "with Cluster(sys.argv[1]).used(): time.sleep(1)"
    )
    commands = [
        subprocess.Popen([sys.executable, "-c", code, cluster.folder], cwd=PROJECT)
        for _ in range(2)
    ]

    assert [command.wait(60) for command in commands] == [0, 0]
    assert not cluster.answers()


def test_a_moved_project_keeps_its_data(cluster, tmp_path):
    with cluster.used(), psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    shutil.move(cluster.folder, tmp_path / "elsewhere")
    moved = Cluster(tmp_path / "elsewhere")

    with moved.used():
        answer = ask(moved, "SELECT answer FROM kept")

    moved.destroy()
    assert answer == 42


def test_a_fresh_checkout_where_a_deleted_one_lay_starts_with_an_empty_database(cluster):
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    shutil.rmtree(cluster.folder)  # as deleting the checkout does; root's data lies outside
    fresh = Cluster(cluster.folder, FAST_AND_LOSSY)

    with fresh.used():
        left = ask(fresh, "SELECT count(*) FROM pg_class WHERE relname = 'kept'")

    assert left == 0


def test_ensure_names_the_database_and_stops_only_what_it_started(cluster, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "cluster_for", lambda mode: Cluster(cluster.folder))

    with postgres.ensure("demo"):
        assert os.environ["DATABASE_URL"] == cluster.url
        assert cluster.answers()

    assert "DATABASE_URL" not in os.environ
    assert not cluster.answers()


def test_ensure_leaves_a_database_somebody_named_alone(cluster, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/paper")
    monkeypatch.setattr(postgres, "cluster_for", lambda mode: Cluster(cluster.folder))

    with postgres.ensure("demo"):
        assert os.environ["DATABASE_URL"] == "postgres://elsewhere/paper"

    assert not cluster.folder.exists()


def test_a_path_the_server_cannot_live_in_is_told_in_one_sentence(tmp_path):
    with pytest.raises(SetupError, match="a path with the character"):
        Cluster(tmp_path / "five $ bill").start()


def test_a_machine_without_the_programs_is_told_to_set_database_url(cluster, monkeypatch):
    monkeypatch.setattr("newsroom.ground.programs.find_spec", lambda name: None)

    with pytest.raises(SetupError, match="set DATABASE_URL"):
        cluster.start()
    monkeypatch.undo()
