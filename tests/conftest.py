"""The table of contents of what tests can ask for."""

from importlib.util import find_spec

pytest_plugins = [
    "tests.support.run_folder",
    "tests.support.services",
    "tests.support.databases",
    "tests.support.apps",
    "tests.support.live_server",
    "tests.support.browsers",
]
if find_spec("tests.support.cast"):
    pytest_plugins += ["tests.support.cast"]
