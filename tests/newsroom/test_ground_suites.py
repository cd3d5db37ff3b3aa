"""`make test ARGS=…` reaches the right session; the browser is found, installed or missed aloud."""

from pathlib import Path

import pytest

from newsroom.ground import browser, suites
from newsroom.ground.errors import SetupError


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    for folder in ("tests/articles", "tests/e2e"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "tests/e2e/test_reading.py").touch()
    monkeypatch.setattr(suites, "PROJECT", tmp_path)
    return tmp_path


@pytest.fixture
def pytest_calls(monkeypatch):
    """What pytest would be called with; `codes` are its answers in turn."""
    calls, codes = [], []

    def call(arguments):
        calls.append(arguments)
        return codes.pop(0) if codes else 0

    monkeypatch.setattr(suites, "_pytest", call)
    monkeypatch.setattr(suites.fonts, "build", lambda: False)
    monkeypatch.setattr(suites, "find_or_install_browser", lambda: Path("/usr/bin/true"))
    call.made, call.codes = calls, codes
    return call


def test_without_arguments_units_and_browser_tests_run_apart():
    wanted = suites.sessions([])

    assert wanted["units"] == [
        "-n", "2", "--dist", "worksteal", "--ignore=tests/e2e", "--ignore=tests/prove", "tests",
    ]  # fmt: skip
    assert wanted["browser"] == ["-n", "2", "--dist", "worksteal", "tests/e2e"]


def test_a_folder_of_units_leaves_the_browser_out():
    wanted = suites.sessions(["tests/articles", "-k", "publish"])

    assert list(wanted) == ["units"]
    assert wanted["units"][-3:] == ["tests/articles", "-k", "publish"]


def test_a_browser_test_by_name_leaves_the_units_out():
    wanted = suites.sessions(["tests/e2e/test_reading.py::test_home", "-x"])

    assert wanted == {
        "browser": ["-n", "2", "--dist", "worksteal", "tests/e2e/test_reading.py::test_home", "-x"]
    }  # fmt: skip


def test_options_alone_go_to_both_sessions():
    wanted = suites.sessions(["-k", "tests"])

    assert wanted["units"][-3:] == ["tests", "-k", "tests"]
    assert wanted["browser"][-3:] == ["tests/e2e", "-k", "tests"]


def test_debugging_runs_in_one_process():
    assert "-n" not in suites.sessions(["tests/articles", "--pdb"])["units"]


def test_one_empty_session_is_no_failure_and_two_are(pytest_calls):
    pytest_calls.codes[:] = [0, suites.NO_TESTS]
    assert suites.run_tests(["-k", "publish"]) == 0

    pytest_calls.codes[:] = [suites.NO_TESTS, suites.NO_TESTS]
    with pytest.raises(SetupError, match="No test was found"):
        suites.run_tests(["-k", "no such thing"])


def test_a_failure_in_the_first_session_is_not_hidden_by_the_second(pytest_calls):
    pytest_calls.codes[:] = [1, 0]

    assert suites.run_tests([]) == 1
    assert len(pytest_calls.made) == 2


def test_a_missing_browser_fails_in_ci(pytest_calls, monkeypatch):
    monkeypatch.setattr(suites, "find_or_install_browser", lambda: None)
    monkeypatch.setenv("CI", "true")

    with pytest.raises(SetupError, match="cannot run without a browser: install Chromium"):
        suites.run_tests(["tests/e2e"])


def test_a_missing_browser_elsewhere_skips_aloud(pytest_calls, monkeypatch, capsys):
    monkeypatch.setattr(suites, "find_or_install_browser", lambda: None)
    monkeypatch.delenv("CI", raising=False)

    assert suites.run_tests(["tests/e2e"]) == 0
    assert "SKIPPED: the browser tests" in capsys.readouterr().out


def test_the_browser_named_by_chrome_comes_first(monkeypatch, tmp_path):
    own = tmp_path / "my browser"
    own.touch(mode=0o755)
    monkeypatch.setenv("CHROME", str(own))

    assert browser.find_browser() == own


def test_a_chrome_that_is_no_program_is_told(monkeypatch):
    monkeypatch.setenv("CHROME", "/no/such/browser")

    with pytest.raises(SetupError, match="which is no program"):
        browser.find_browser()


@pytest.fixture
def bare_debian(monkeypatch, tmp_path):
    """A machine with apt-get and no browser; what apt-get was asked stands in `asked`."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "apt-get").write_text(
        f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\n'
        "for name; do :; done\n"
        f"[ $name = chromium ] || exit 0\n"
        f": > {programs}/chromium\n"
        f"/bin/chmod 755 {programs}/chromium\n"
    )
    (programs / "apt-get").chmod(0o755)
    (tmp_path / "debian_version").touch()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setattr(browser, "MAC", ())
    monkeypatch.setattr(browser, "DEBIAN", tmp_path / "debian_version")
    return tmp_path


def test_root_on_debian_gets_a_browser_also_where_there_is_no_package_of_the_shell(
    bare_debian, monkeypatch
):
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)

    found = browser.find_or_install_browser()

    assert found == bare_debian / "bin/chromium"
    assert (bare_debian / "asked").read_text().splitlines() == [
        "update",
        "install --yes --no-install-recommends chromium-headless-shell",
        "install --yes --no-install-recommends chromium",
    ]


def test_nobody_else_has_anything_installed(bare_debian, monkeypatch):
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)

    assert browser.find_or_install_browser() is None
    assert not (bare_debian / "asked").exists()


def test_the_browser_session_is_told_which_browser(pytest_calls, monkeypatch):
    monkeypatch.setenv("CHROME", "")

    assert suites.run_tests(["tests/e2e"]) == 0
    assert suites.os.environ["CHROME"] == "/usr/bin/true"
