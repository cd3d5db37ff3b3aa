"""bin/environment, with stand-ins for uv and python3, which would go to the network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
UV = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/../../calls"
case "$1" in
    --version) ;;
    python) [ -n "$FOUND" ] && echo "$FOUND" || exit 2 ;;
    venv) {venv} ;;
    pip) {pip} ;;
esac
"""
MAKES_VENV = 'mkdir -p var/venv/bin && ln -s "$FOUND" var/venv/bin/python'


@pytest.fixture
def environment(tmp_path):
    """A project in a path with a space, whose uv does as told."""
    project = tmp_path / "a project"
    (project / "bin").mkdir(parents=True)
    (project / "var/tools/bin").mkdir(parents=True)
    (tmp_path / "path").mkdir()
    shutil.copy(PROJECT / "bin/environment", project / "bin")
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-tools.txt"):
        (project / name).write_text(f"# {name}\n")
    shutil.copy(project / "requirements-tools.txt", project / "var/tools/installed.txt")

    def run(wanted="run", *, venv=MAKES_VENV, pip="true", found=""):
        uv = project / "var/tools/bin/uv"
        uv.write_text(UV.replace("{venv}", venv).replace("{pip}", pip))
        uv.chmod(0o755)
        python3 = tmp_path / "path/python3"
        python3.write_text('#!/bin/sh\n[ "$3" = --version ]\n')
        python3.chmod(0o755)
        return subprocess.run(
            ["bin/environment", wanted],
            cwd=project,
            env={
                "PATH": f"{tmp_path / 'path'}:/usr/bin:/bin",
                "FOUND": found,
                "HOME": str(tmp_path),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    run.project = project
    return run


def a_python():
    return os.path.realpath(sys.executable)


def calls(environment):
    return (environment.project / "var/calls").read_text().splitlines()


def test_it_makes_the_environment_once_and_installs_what_is_pinned(environment):
    first = environment(found=a_python())
    before = calls(environment)
    second = environment(found=a_python())

    assert first.returncode == 0
    assert "Installing what requirements.txt pins" in first.stdout
    assert second.stdout == ""
    assert calls(environment)[len(before) :] == ["--version"]


def test_packages_are_compiled_while_they_can_be_written(environment):
    environment(found=a_python())

    (install,) = [call for call in calls(environment) if call.startswith("pip install")]
    assert "--compile-bytecode" in install


def test_changed_pins_are_installed_again(environment):
    environment(found=a_python())
    (environment.project / "requirements.txt").write_text("# other\n")

    assert "Installing what requirements.txt pins" in environment(found=a_python()).stdout


def test_the_tools_for_tests_come_on_top_and_stay(environment):
    environment("dev", found=a_python())
    environment("run", found=a_python())

    assert (environment.project / "var/venv/requirements-dev.txt").exists()


def test_no_python_and_none_to_fetch_is_one_sentence(environment):
    refused = environment(venv="exit 1")

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "There is no Python 3.12, 3.13 or 3.14 here" in refused.stderr
    assert "install one of them" in refused.stderr


def test_packages_that_cannot_be_had_are_told_and_tried_again_next_time(environment):
    refused = environment(found=a_python(), pip="echo no route >&2; exit 1")

    assert refused.returncode == 1
    assert "no route" in refused.stderr
    assert "could not be installed: check the network" in refused.stderr
    assert environment(found=a_python()).returncode == 0


def test_a_broken_environment_is_made_again(environment):
    environment(found=a_python())
    (environment.project / "var/venv/bin/python").unlink()
    (environment.project / "var/venv/bin/python").symlink_to("/no/such/python")

    again = environment(found=a_python(), venv=f"rm -rf var/venv; {MAKES_VENV}")

    assert again.returncode == 0
    assert "Installing what requirements.txt pins" in again.stdout


def test_two_at_once_do_not_write_over_each_other(environment):
    lock = environment.project / "var/tools/lock"
    lock.mkdir()
    (lock / "pid").write_text(str(os.getpid()))

    refused = environment(found=a_python())

    assert refused.returncode == 1
    assert f"Another make (process {os.getpid()}) is preparing var/venv" in refused.stderr


def test_the_lock_of_a_killed_command_does_not_count(environment):
    done = subprocess.Popen(["true"])
    done.wait()
    lock = environment.project / "var/tools/lock"
    lock.mkdir()
    (lock / "pid").write_text(str(done.pid))

    assert environment(found=a_python()).returncode == 0
    assert not lock.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_one_sentence(environment):
    (environment.project / "var/tools").chmod(0o500)

    refused = environment(found=a_python())

    (environment.project / "var/tools").chmod(0o700)
    assert refused.returncode == 1
    assert "The folder var cannot be written" in refused.stderr


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    ask = (
        "import sys; from pathlib import Path; from newsroom.settings.secret import "
        "local_secret_key; print(local_secret_key(Path(sys.argv[1])))"
    )
    asking = [
        subprocess.Popen([sys.executable, "-c", ask, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(8)
    ]

    keys = {process.communicate(timeout=30)[0].strip() for process in asking}

    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
