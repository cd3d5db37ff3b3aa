"""The supervisor, with two tiny programs in the places of web server and worker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom.ground import child

PROJECT = Path(__file__).resolve().parents[2]
SUPERVISOR = """
import sys
from pathlib import Path
from newsroom.ground.errors import SetupError
from newsroom.ground.supervise import supervise

marks, web, worker = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if __name__ == "__main__":
    try:
        supervise(
            {"web": [sys.executable, "-c", web], "worker": [sys.executable, "-c", worker]},
            cwd=Path.cwd(),
            marks=marks,
            on_start=lambda: print("open", flush=True),
        )
    except SetupError as error:
        sys.exit(str(error))
"""
SERVES = "import time; print('serving', flush=True); time.sleep(600)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(600)"
)
FAILS = "import sys, time; time.sleep(1); print('out of paper', flush=True); sys.exit(3)"


@pytest.fixture
def marks(tmp_path):
    folder = tmp_path / "a folder" / "run"
    yield folder
    for name in ("web", "worker"):
        child.stop_leftover(name, folder)


@pytest.fixture
def supervisor(marks, tmp_path):
    script = tmp_path / "supervisor.py"
    script.write_text(SUPERVISOR)
    running = []

    def start(web=SERVES, worker=SERVES):
        process = subprocess.Popen(
            [sys.executable, script, marks, web, worker],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def numbers(marks):
    """The children's process numbers, once both have left their mark."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            return [int((marks / name).read_text()) for name in ("web", "worker")]
        except (OSError, ValueError):
            time.sleep(0.05)
    raise AssertionError("the children did not start")


def lives(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    facts = Path(f"/proc/{number}/stat")
    return not facts.exists() or ") Z " not in facts.read_text()


def end(numbers):
    """Whether none of them lives any more; a process gives back its lock just before it ends."""
    until = time.monotonic() + 5
    while any(map(lives, numbers)) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(map(lives, numbers))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child_and_is_no_failure(supervisor, marks, number):
    process = supervisor()
    children = numbers(marks)

    process.send_signal(number)
    process.communicate(timeout=20)

    assert process.returncode == 0
    assert end(children)


def test_when_one_child_ends_the_other_is_stopped_and_a_sentence_says_which(supervisor, marks):
    process = supervisor(worker=FAILS)
    web, _ = numbers(marks)

    output, _ = process.communicate(timeout=20)

    assert "out of paper" in output
    assert "The worker stopped by itself, so everything was stopped" in output
    assert process.returncode == 1
    assert end([web])


def test_a_child_that_does_not_listen_is_killed_at_the_second_request(supervisor, marks):
    process = supervisor(web=DEAF, worker=DEAF)
    children = numbers(marks)
    for line in process.stdout:
        if "deaf" in line:
            break

    process.send_signal(signal.SIGINT)
    time.sleep(1)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    assert process.returncode == 0
    assert end(children)


def test_children_of_a_killed_supervisor_are_found_and_stopped(supervisor, marks):
    process = supervisor()
    children = numbers(marks)

    process.kill()
    process.wait()

    assert all(lives(child) for child in children)
    assert child.stop_leftover("web", marks)
    assert child.stop_leftover("worker", marks)
    assert end(children)
    assert not child.stop_leftover("web", marks)


def test_a_supervisor_whose_starter_was_killed_stops_its_children(marks, tmp_path):
    script = tmp_path / "supervisor.py"
    script.write_text(SUPERVISOR)
    starter = subprocess.Popen(
        ["sh", "-c", '"$@"; true', "sh", sys.executable, script, marks, SERVES, SERVES],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
    )
    children = numbers(marks)
    time.sleep(1)

    starter.kill()
    starter.wait()
    until = time.monotonic() + 15
    while any(lives(child) for child in children) and time.monotonic() < until:
        time.sleep(0.1)

    assert not any(lives(child) for child in children)


def test_a_number_without_its_lock_is_a_stranger_and_left_alone(marks):
    marks.mkdir(parents=True)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (marks / "web").write_text(str(stranger.pid))

    stopped = child.stop_leftover("web", marks)

    assert not stopped
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
