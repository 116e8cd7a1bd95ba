"""What every page begins with."""

import re

import pytest
from flask import render_template_string

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@only_sqlite
def test_style_sheets_are_linked_in_their_order_below_the_root_and_follow_files_while_one_works_on_them(
    make_app, tmp_path, monkeypatch
):
    app = make_app()
    page = "{{ stylesheets(['tokens', 'base']) }} {{ asset('css/base.css') }}"
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/at<a>"}):
        first, second, same = re.findall(r"/at&lt;a&gt;/static/css/[^\" ]+", render_template_string(page))
    assert "css/tokens.css?v=" in first and second == same
    with app.test_request_context():
        elsewhere = render_template_string("{{ stylesheets(['tokens', 'base']) }}")
        assert elsewhere.startswith('<link rel="stylesheet" href="/static/css/tokens.css?v=')
        app.debug = True
        monkeypatch.setattr("pathlib.Path.read_bytes", lambda self: b"other")
        assert render_template_string("{{ stylesheets(['tokens', 'base']) }}") != elsewhere


@only_sqlite
def test_what_pieces_import_knows_what_the_app_gives_to_all_and_what_is_given_along(make_app):
    app = make_app()
    with app.test_request_context():
        piece = app.jinja_env.from_string("{{ asset('css/base.css') }} {{ mine }}", globals={"mine": "own"})
        assert piece.render().endswith(" own")
        stored = app.jinja_env.get_template("macros/ui.html", globals={"mine": "own"})
        assert stored.globals["mine"] == "own" and "asset" in stored.globals
        again = app.jinja_env.get_template("macros/ui.html", globals={"other": "too"})
        assert again is stored and again.globals["other"] == "too"
        assert "mine" not in app.jinja_env.globals
