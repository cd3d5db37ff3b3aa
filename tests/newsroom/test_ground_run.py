"""What `make run` and its neighbours refuse, each in one sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from newsroom.ground import checks, child, ports, prepare, reset, run, server
from newsroom.ground.errors import SetupError

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken_port():
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen(1)
        yield taken.getsockname()[1]


@pytest.fixture
def var(tmp_path, monkeypatch):
    folder = tmp_path / "var"
    folder.mkdir()
    for module in (run, reset):
        monkeypatch.setattr(module, "VAR", folder)
    monkeypatch.setattr(run, "LOCK", folder / "run.lock")
    monkeypatch.setattr(reset, "STATIC_MARK", folder / "static-made-of")
    return folder


def test_a_taken_port_is_told_with_another_one(taken_port):
    with pytest.raises(SetupError, match=f"Port {taken_port} is taken .* `PORT=9000 make run`"):
        ports.check_free(taken_port)


def test_the_port_is_8000_unless_the_environment_says_otherwise(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert ports.chosen_port() == 8000

    monkeypatch.setenv("PORT", "9000")
    assert ports.chosen_port() == 9000


@pytest.mark.parametrize("value", ["eight", "0", "65536", "-1", "80.0"])
def test_a_port_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)

    with pytest.raises(SetupError, match="PORT must be a number"):
        ports.chosen_port()


def test_a_second_run_in_the_same_folder_is_refused(var):
    code = (
        "import sys, time; from pathlib import Path; from newsroom.ground import run\n"
        "run.VAR = Path(sys.argv[1]); run.LOCK = run.VAR / 'run.lock'\n"
        "with run.only_run(): print('up', flush=True); time.sleep(600)"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", code, var], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout.readline() == "up\n"

    with pytest.raises(SetupError, match=f"already \\(process {first.pid}\\)"), run.only_run():
        pass

    first.kill()
    first.wait()
    first.stdout.close()
    with run.only_run():
        pass


def test_a_database_that_does_not_answer_is_told_before_anything_starts():
    with pytest.raises(SetupError, match="in DATABASE_URL cannot be reached"):
        server.check("postgres://paper:secret@127.0.0.1:1/paper")


def test_the_password_of_a_database_is_not_shown():
    with pytest.raises(SetupError) as told:
        server.check("postgres://paper:verysecret@127.0.0.1:1/paper")

    assert "verysecret" not in str(told.value)


@pytest.mark.parametrize("url", ["mysql://host/paper", "paper", "sqlite:///paper.db"])
def test_only_postgresql_is_spoken(url):
    with pytest.raises(SetupError, match="DATABASE_URL"):
        server.check(url)


def test_a_database_in_another_encoding_is_refused():
    url = os.environ["DATABASE_URL"]
    with server.connected(url) as connection:
        connection.autocommit = True
        connection.execute("DROP DATABASE IF EXISTS newsroom_latin1")
        connection.execute(
            "CREATE DATABASE newsroom_latin1 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' "
            "TEMPLATE template0"
        )
    before, _, after = url.partition("?")
    other = before.rpartition("/")[0] + "/newsroom_latin1" + (f"?{after}" if after else "")

    with pytest.raises(SetupError, match="is in LATIN1"):
        server.check(other)

    with server.connected(url) as connection:
        connection.autocommit = True
        connection.execute("DROP DATABASE newsroom_latin1")


def test_a_user_who_may_not_create_tables_is_told():
    url = os.environ["DATABASE_URL"]
    nowhere = "options=-c%20search_path%3Dno_such_schema"

    with pytest.raises(SetupError, match="may not create tables"):
        server.check(f"{url}{'&' if '?' in url else '?'}{nowhere}")


@pytest.mark.django_db
def test_a_prepared_database_has_its_tables_its_cache_and_its_roles(monkeypatch):
    asked = []
    call = prepare.call_command
    monkeypatch.setattr(prepare.django, "setup", lambda: None)
    monkeypatch.setattr(
        prepare,
        "call_command",
        lambda name, *rest: asked.append(name) if name == "load_demo" else call(name, *rest),
    )
    Group.objects.all().delete()

    prepare.main()

    assert "django_cache" in connection.introspection.table_names()
    assert {"Reporter", "Editor"} <= set(Group.objects.values_list("name", flat=True))
    assert asked == ["load_demo"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TIME_ZONE", "Europe/Atlantis", "TIME_ZONE must be a time zone"),
        ("SITE_LANGUAGE", "xx", "SITE_LANGUAGE must be one of en-gb, en, es"),
        ("EMAIL_URL", "http://mail.example", "EMAIL_URL must be smtp://"),
        ("SITE_URL", "news.example", "SITE_URL must be the public address"),
    ],
)
def test_a_setting_that_makes_no_sense_is_one_sentence(monkeypatch, name, value, told):
    monkeypatch.setenv(name, value)
    for module in [m for m in sys.modules if m.startswith("newsroom.settings.")]:
        monkeypatch.delitem(sys.modules, module)

    with pytest.raises(SetupError, match=told):
        run.check_settings("demo")


def test_what_fails_apart_is_named(var, monkeypatch):
    monkeypatch.setattr(child, "FOLDER", var / "run")

    with pytest.raises(SetupError, match="`the last step` failed"):
        run.apart("the last step", "-c", "raise SystemExit(3)")


def test_the_address_the_sign_ins_and_the_mail_are_announced(taken_port, monkeypatch, capsys):
    monkeypatch.setenv("DEMO_PASSWORD", "a-password-of-mine")
    monkeypatch.delenv("EMAIL_URL", raising=False)
    monkeypatch.setattr(run.urllib.request, "build_opener", lambda *_: Answering())

    run.announce(taken_port)

    said = capsys.readouterr().out
    assert f"http://127.0.0.1:{taken_port}/admin/" in said
    assert "editor, reporter, administrator or member, with the password a-password-of-mine" in said
    assert "is written to var/mail" in said


class Answering:
    def open(self, address, timeout):
        return self

    def close(self):
        pass


def test_static_files_are_collected_again_only_when_a_source_changed(var, tmp_path, monkeypatch):
    calls = []

    def collect(name, *arguments):
        calls.append(name)
        (var / "static").mkdir(exist_ok=True)
        (var / "static/staticfiles.json").touch()

    (tmp_path / "static").mkdir()
    (tmp_path / "static/site.css").write_text("body {}")
    (tmp_path / "requirements.txt").write_text("django")
    monkeypatch.setattr(run, "PROJECT", tmp_path)
    monkeypatch.setattr(run, "STATIC_MARK", var / "static-made-of")
    monkeypatch.setattr(run, "apart", collect)

    run.collect_static()
    run.collect_static()
    assert len(calls) == 1

    (tmp_path / "static/site.css").write_text("body { margin: 0 }")
    run.collect_static()
    assert len(calls) == 2

    (var / "static/staticfiles.json").unlink()
    run.collect_static()
    assert len(calls) == 3


def test_the_marks_of_static_files_leave_the_environment_alone(var, tmp_path, monkeypatch):
    for app in ("articles", "var/venv"):
        (tmp_path / app / "static").mkdir(parents=True)
        (tmp_path / app / "__init__.py").touch()
    (tmp_path / "requirements.txt").touch()
    monkeypatch.setattr(run, "PROJECT", tmp_path)
    before = run._static_sources()

    (tmp_path / "var/venv/static/site.css").touch()
    assert run._static_sources() == before

    (tmp_path / "articles/static/site.css").touch()
    assert run._static_sources() != before


def test_reset_leaves_a_database_of_your_own_alone(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/paper")
    (var / "media").mkdir()

    with pytest.raises(SetupError, match="never deletes"):
        reset.main()

    assert (var / "media").exists()


def test_reset_names_what_it_deletes_and_keeps_the_environment(var, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL")
    for name in ("media", "mail", "venv", "tools", "fonts"):
        (var / name).mkdir()
    monkeypatch.setattr(child, "FOLDER", var / "run")
    monkeypatch.setattr(reset, "cluster_for", lambda mode: run.postgres.Cluster(var / mode))

    reset.main()

    assert {path.name for path in var.iterdir()} == {"venv", "tools", "fonts", "run.lock"}
    assert "Deleting var/media (pictures)" in capsys.readouterr().out


def test_reset_refuses_while_a_command_uses_the_database(var, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setattr(reset, "cluster_for", lambda mode: run.postgres.Cluster(var / mode))
    monkeypatch.setattr(reset.locks, "held", lambda path: True)
    monkeypatch.setattr(child, "stop_leftover", lambda name: False)
    (var / "media").mkdir()

    with pytest.raises(SetupError, match="still uses the database"):
        reset.main()

    assert (var / "media").exists()


def test_a_file_of_401_lines_is_named(tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "long.py").write_text("pass\n" * 401)
    (tmp_path / "short.py").write_text("pass\n" * 400)
    monkeypatch.setattr(checks, "PROJECT", tmp_path)

    assert checks.too_long() == ["long.py has 401 lines; the most is 400"]
