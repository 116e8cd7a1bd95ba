"""What a server under test imports: the app that is deployed, whose templates are compiled once a run."""

import os
from pathlib import Path

import wsgi
from tests.support.templates import keep_compiled

app = keep_compiled(wsgi.app, Path(os.environ["DAYBOOK_TEST_RUN"]))
