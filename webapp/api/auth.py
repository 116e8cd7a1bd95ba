"""Who a program is: signing up, in and out, fresh tokens, and finding people to share with."""

from typing import Annotated, Literal, NotRequired

from flask import current_app
from pydantic import BaseModel, Field
from typing_extensions import TypedDict
from werkzeug.exceptions import Forbidden, Unauthorized

from webapp.api import keys
from webapp.api.calls import Answer, call
from webapp.api.schemas import User, UserRef, user, user_ref
from webapp.domain.account_input import check_sign_up
from webapp.domain.zones import known
from webapp.entry.bearer import bearer
from webapp.entry.guesses import CLOSED, new_accounts, tries_of_address, try_password
from webapp.entry.identity import device, person
from webapp.extensions import limiter
from webapp.models import Person
from webapp.operations.accounts import NewAccount, was_made_with
from webapp.operations.bearers import end_bearer
from webapp.operations.errors import Invalid
from webapp.operations.members import find_people
from webapp.operations.programs import Tokens, refresh, register_program, sign_in_program

WRONG = "This name and password do not fit. Check both and try again."
ENDED = "This refresh token has ended or was used before. Sign in again."
LONGEST_LOGIN = 254

Login = Annotated[str, Field(max_length=LONGEST_LOGIN)]


class SignUp(BaseModel):
    """A new account."""

    username: Annotated[str, Field(examples=["ana"])]
    email: Annotated[str, Field(examples=["ana@example.org"])]
    password: Annotated[str, Field(examples=["a lantern in the fog"])]
    name: Annotated[str, Field(description="How people are shown; the username where it is left out.")] = ""
    time_zone: Annotated[str, Field(examples=["Europe/Berlin"])] = "UTC"


class SignIn(BaseModel):
    """A username or an e-mail address (either field may hold the other) and the password."""

    username: Login = ""
    email: Login = ""
    password: Annotated[str, Field(examples=["a lantern in the fog"])]


class Refresh(BaseModel):
    """The refresh token of the answer before; it is used up."""

    refresh_token: Annotated[str, Field(max_length=200)]


class Fresh(TypedDict):
    """An access token for the next minutes, and the refresh token for the one after."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"]
    expires_in: Annotated[
        int, Field(description="Seconds that the access token is good for.", examples=[900])
    ]
    user: NotRequired[User]


class People(TypedDict):
    """People to share with."""

    items: list[UserRef]


class PeopleQuery(BaseModel):
    """Part of a name or username."""

    q: Annotated[str, Field(min_length=2, max_length=80)]


@call(
    "POST",
    "/auth/register",
    scope=None,
    noun="Auth",
    body=SignUp,
    status=201,
    gives=Fresh,
    refuses=(403, 422, 429),
    replays=True,
)
def register(body: SignUp) -> Answer:
    """Make an account and sign in."""
    if not current_app.config["SIGN_UP"]:
        raise Forbidden(CLOSED)
    _count_sign_up()
    checked = check_sign_up({**body.model_dump(), "name": body.name or body.username})
    if checked.value is None:
        raise Invalid(checked.errors)
    account = checked.value
    zone = body.time_zone if known(body.time_zone) else "UTC"
    made = NewAccount(account.username, account.email, account.name, account.password, zone)
    return Answer(_with_user(*_registered(made)), 201)


@call("POST", "/auth/login", scope=None, noun="Auth", body=SignIn, gives=Fresh, refuses=(401, 422, 429))
def login(body: SignIn) -> Answer:
    """Sign in."""
    name = body.username or body.email
    if not name:
        raise Invalid({"username": "Send a username or an email."})
    _count_address()
    entered = try_password(name, body.password, _enter)
    if entered is None:
        raise Unauthorized(WRONG)
    return Answer(_with_user(*entered))


@call("POST", "/auth/refresh", scope=None, noun="Auth", body=Refresh, gives=Fresh, refuses=(401, 422, 429))
def refresh_tokens(body: Refresh) -> Answer:
    """Take the next pair of tokens; using an old refresh token again ends them all."""
    _count_refresh()
    tokens = refresh(body.refresh_token, device())
    if tokens is None:
        raise Unauthorized(ENDED)
    return Answer(_tokens(tokens))


@call("POST", "/auth/logout", scope="read", noun="Auth", status=204)
def logout() -> Answer:
    """Sign out: the access and the refresh token are dead at once."""
    end_bearer(bearer(), device().address)
    return Answer(None, 204)


@call("GET", "/auth/me", scope="read", noun="Auth", gives=User)
def me() -> Answer:
    """Who the token belongs to."""
    return Answer(user(person()))


@call("GET", "/users", scope="read", noun="Auth", query=PeopleQuery, gives=People, refuses=(422,))
def users(query: PeopleQuery) -> Answer:
    """Find people to share with."""
    return Answer({"items": [user_ref(one) for one in find_people(query.q, {person().id})]})


@tries_of_address
def _count_address() -> None:
    """Nothing but the count."""


@new_accounts
def _count_sign_up() -> None:
    """Nothing but the count."""


@limiter.limit("60/minute")
def _count_refresh() -> None:
    """Nothing but the count."""


def _registered(account: NewAccount) -> tuple[Person, Tokens]:
    """The new account, or the one that a lost answer was about; its tokens are fresh, as none are kept."""
    key = keys.key()
    try:
        return register_program(account, device(), key)
    except Invalid:
        again = was_made_with(account, key) and try_password(account.username, account.password, _enter)
        if not again:
            raise
        return again


def _enter(login: str, password: str) -> tuple[Person, Tokens] | None:
    return sign_in_program(login, password, device())


def _with_user(person: Person, tokens: Tokens) -> Fresh:
    return {**_tokens(tokens), "user": user(person)}


def _tokens(tokens: Tokens) -> Fresh:
    return {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
    }
