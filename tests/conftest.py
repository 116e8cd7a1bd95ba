"""The table of contents of what tests can ask for."""

pytest_plugins = [
    "tests.support.properties",
    "tests.support.run_folder",
    "tests.support.collecting",
    "tests.support.threads",
    "tests.support.services",
    "tests.support.databases",
    "tests.support.choosing",
    "tests.support.apps",
    "tests.support.live_server",
    "tests.support.hub_processes",
    "tests.support.browsers",
    "tests.support.signed_in",
    "tests.support.cast",
    "tests.support.callers",
    "tests.support.statements",
    "tests.support.receivers",
]
