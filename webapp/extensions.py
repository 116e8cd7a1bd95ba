"""The extensions, created unbound; create_app() binds them."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sock import Sock
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

# The tables have a base of their own (webapp/models/base.py): Flask-SQLAlchemy's cannot carry a type map.
db = SQLAlchemy(session_options={"expire_on_commit": False})
migrate = Migrate(db=db, render_as_batch=True)
login_manager = LoginManager()
limiter = Limiter(get_remote_address)
csrf = CSRFProtect()
sock = Sock()
