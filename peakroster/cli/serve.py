"""``serve``, ``users``, ``tokens``: published rosters over HTTP, and who may read them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

from peakroster.cli.options import Folder, Json, Lang, help_of
from peakroster.cli.output import CommandOutput, command_output
from peakroster.messages import default_language
from peakroster.tables.findings import Finding, InputError

if TYPE_CHECKING:  # FastAPI and SQLAlchemy take a second to load
    from peakroster.serve.desk import DeskApp
    from peakroster.serve.oidc.provider import Provider
    from peakroster.serve.oidc.settings import OidcSettings
    from peakroster.serve.site import Server, Site

RoleName = Literal["manager", "leader", "hr", "viewer", "agent"]

_Add = Annotated[str | None, typer.Option("--add", metavar="NAME", help=help_of("users_add"))]
_Agent = Annotated[str | None, typer.Option("--agent", metavar="ID", help=help_of("serve_agent"))]


def serve_shops(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help=help_of("serve_folders"))],
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help=help_of("serve_host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=help_of("serve_port"))] = 8500,
    allowed_hosts: Annotated[
        list[str] | None, typer.Option("--allowed-host", metavar="NAME", help=help_of("serve_allowed"))
    ] = None,
    proxies: Annotated[
        list[str] | None, typer.Option("--proxy", metavar="ADDRESS", help=help_of("serve_proxy"))
    ] = None,
    desk: Annotated[bool, typer.Option("--desk/--no-desk", help=help_of("serve_desk"))] = True,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Answer requests for published rosters, and show the desk, until it is stopped."""
    with command_output(json, lang) as output:
        from peakroster.serve.app import create_app
        from peakroster.serve.oidc.settings import oidc_settings
        from peakroster.serve.run import is_own_machine, listen, open_server, open_sites

        provider = _provider(oidc_settings(os.environ))
        sites = open_sites(folders)
        names = [*(allowed_hosts or []), *([] if host in ("0.0.0.0", "::") else [_in_address(host)])]

        def started(actual: int) -> None:
            shown = f"http://{_in_address(host)}:{actual}"
            output.line(output.translate("serve.started", address=shown, count=len(sites)))
            for id, site in sites.items():
                counts = {"users": len(site.users.all()), "tokens": len(_valid_tokens(site))}
                output.line(output.translate("serve.shop", id=id, **counts))
            if not is_own_machine(host):
                output.progress(output.translate("serve.needs_https"))
            sys.stdout.flush()

        output.add_json(shops=list(sites))
        server = open_server(sites, lang or default_language())
        page = _desk(server, dict(zip(sites, folders, strict=True)), server.language) if desk else None
        with suppress(KeyboardInterrupt), _shown(page):  # the way to end it, and no failure
            listen(
                lambda: create_app(server, allowed_hosts=names, provider=provider, desk=page),
                host,
                port,
                proxies=proxies or [],
                started=started,
            )
        output.line(output.translate("serve.ended"))


@contextmanager
def _shown(page: DeskApp | None) -> Iterator[None]:
    """While the server runs, those who are logged in are at work in this process; afterwards its user is."""
    try:
        yield
    finally:
        if page is not None:
            from ui.hosting import open_to

            open_to(None)


def _desk(server: Server, folders: Mapping[str, Path], language: str) -> DeskApp:
    """The pages, behind the server's log-in."""
    from peakroster.serve.desk import DeskApp, Visitors, session_address
    from ui.hosting import Guest
    from ui.mounted import mounted_desk

    visitors = Visitors(server, folders)

    def doorkeeper(address: str, cookies: Mapping[str, str]) -> Guest | None:
        one = visitors.of(address, cookies)
        if one is None:
            return None
        out, calendar = session_address(one.shop), visitors.calendar(one)
        return Guest(one.folder, one.name, one.may, out, one.agent, one.reads, calendar)

    app = mounted_desk(doorkeeper, language)
    return DeskApp(app, app.lifespan())


def manage_users(
    folder: Folder,
    add: _Add = None,
    change: Annotated[
        str | None, typer.Option("--change", metavar="NAME", help=help_of("users_change"))
    ] = None,
    role: Annotated[
        RoleName | None,
        typer.Option("--role", metavar="manager|leader|hr|viewer|agent", help=help_of("users_role")),
    ] = None,
    agent: _Agent = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="NAME", help=help_of("users_password"))
    ] = None,
    unlock: Annotated[
        str | None, typer.Option("--unlock", metavar="NAME", help=help_of("users_unlock"))
    ] = None,
    remove: Annotated[
        str | None, typer.Option("--remove", metavar="NAME", help=help_of("users_remove"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """List the users of the shop's server, or change one."""
    chosen = {
        "--add": add,
        "--change": change,
        "--password": password,
        "--unlock": unlock,
        "--remove": remove,
    }
    _one_at_most(chosen)
    if (add is not None or change is not None) and role is None:
        raise typer.BadParameter("manager|leader|hr|viewer|agent", param_hint="--role")
    with command_output(json, lang) as output:
        site = _site(folder)
        agent = None if agent is None else _agent_id(folder, agent)
        if add is not None and role is not None:
            site.users.add(add, role, agent, _new_password(output))
            output.line(output.translate("serve.user_added", name=add))
        elif change is not None and role is not None:
            site.users.set_role(change, role, agent)
            output.line(output.translate("serve.user_changed", name=change))
        elif password is not None:
            site.users.set_password(password, _new_password(output))
            output.line(output.translate("serve.password_set", name=password))
        elif unlock is not None:
            site.users.unlock(unlock)
            output.line(output.translate("serve.user_unlocked", name=unlock))
        elif remove is not None:
            site.users.remove(remove)
            output.line(output.translate("serve.user_removed", name=remove))
        _list_users(site, output)


def manage_tokens(
    folder: Folder,
    add: Annotated[str | None, typer.Option("--add", metavar="LABEL", help=help_of("tokens_add"))] = None,
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", metavar="read|read-own|ask|publish", help=help_of("tokens_scope")),
    ] = None,
    agent: _Agent = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help=help_of("tokens_days"))] = 365,
    revoke: Annotated[
        int | None, typer.Option("--revoke", metavar="N", help=help_of("tokens_revoke"))
    ] = None,
    calendar: Annotated[
        str | None, typer.Option("--calendar", metavar="ID", help=help_of("tokens_calendar"))
    ] = None,
    team: Annotated[bool, typer.Option("--team-calendar", help=help_of("tokens_team"))] = False,
    close: Annotated[
        int | None, typer.Option("--close-calendar", metavar="N", help=help_of("tokens_close"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """List tokens and calendar addresses of the shop's server, make or revoke one."""
    chosen = {
        "--add": add,
        "--revoke": revoke,
        "--calendar": calendar,
        "--team-calendar": team or None,
        "--close-calendar": close,
    }
    _one_at_most(chosen)
    with command_output(json, lang) as output:
        from peakroster.store.who import who

        site = _site(folder)
        agent = None if agent is None else _agent_id(folder, agent)
        calendar = None if calendar is None else _agent_id(folder, calendar)
        if add is not None:
            number, text = site.tokens.make(add, scopes or [], agent, days, who())
            output.add_json(token=text, id=number)
            output.line(output.translate("serve.token_made", id=number))
            output.line(text)
        elif calendar is not None or team:
            number, secret = site.links.make(calendar, site.facts().first_name, who())
            output.add_json(path=f"/calendars/{secret}.ics", id=number)
            output.line(output.translate("serve.calendar_made", id=number))
            output.line(f"/calendars/{secret}.ics")
        elif revoke is not None:
            site.tokens.revoke(revoke)
            output.line(output.translate("serve.token_revoked", id=revoke))
        elif close is not None:
            if not site.links.revoke(close):
                raise InputError([Finding("error", "calendar_unknown", "tokens", value=str(close))])
            output.line(output.translate("serve.calendar_closed", id=close))
        _list_tokens(site, output)
        _list_links(site, output)


def _provider(settings: OidcSettings | None) -> Provider | None:
    if settings is None:
        return None
    from peakroster.serve.oidc.provider import Provider  # its packages are optional

    return Provider(settings)


def _site(folder: Path) -> Site:
    from peakroster.serve.run import open_site, site_id

    return open_site(folder, site_id(folder))


def _one_at_most(chosen: Mapping[str, object]) -> None:
    given = [name for name, value in chosen.items() if value is not None]
    if len(given) > 1:
        raise typer.BadParameter(" | ".join(given), param_hint=given[1])


def _agent_id(folder: Path, text: str) -> str:
    """The id of an agent by id or name. Raises InputError where agents.csv has nobody, or several, of it."""
    from peakroster.shop.folder import read_shop
    from peakroster.tables.names import meant, sharing
    from peakroster.tables.suggestions import nearest_first

    people = read_shop(folder, history_required=False).people
    agent = meant(text, people)
    if agent in people:
        return agent
    shared = sharing(text, people)
    if shared:
        details = {"token": text, "ids": "; ".join(shared)}
        raise InputError([Finding("error", "ambiguous_name", "--agent", value=text, details=details)])
    details = {"token": text, "known": nearest_first(text, list(people))}
    raise InputError([Finding("error", "unknown_agent", "--agent", value=text, details=details)])


def _new_password(output: CommandOutput) -> str:
    """Asked for twice in a terminal, else the first line of standard input; never an argument of a command,
    which every user of the machine can see.
    """
    from getpass import getpass

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass(output.translate("serve.ask_password"))
    if getpass(output.translate("serve.ask_again")) != password:
        raise InputError([Finding("error", "password_differs", "users")])
    return password


def _valid_tokens(site: Site) -> Sequence[object]:
    now = datetime.now(UTC)
    return [token for token in site.tokens.all() if token.is_valid(now)]


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _list_users(site: Site, output: CommandOutput) -> None:
    users = site.users.all()
    output.add_json(
        users=[
            {
                "name": user.name,
                "role": user.role,
                "agent": user.agent,
                "made_at": user.made_at.isoformat(),
                "seen_at": _iso(user.seen_at),
                "closed_until": _iso(user.closed_until),
            }
            for user in users
        ]
    )
    rows = [
        [
            user.name,
            output.translate(f"serve.role_{user.role}"),
            user.agent or "",
            _local(user.seen_at),
            _local(user.closed_until),
        ]
        for user in users
    ]
    _table(output, "users", ["name", "role", "agent", "seen", "closed"], rows)


def _list_tokens(site: Site, output: CommandOutput) -> None:
    tokens = site.tokens.all()
    output.add_json(
        tokens=[
            {
                "id": token.id,
                "label": token.label,
                "scopes": list(token.scopes),
                "agent": token.agent,
                "made_at": token.made_at.isoformat(),
                "made_by": token.made_by,
                "expires_at": token.expires_at.isoformat(),
                "used_at": _iso(token.used_at),
                "revoked_at": _iso(token.revoked_at),
            }
            for token in tokens
        ]
    )
    rows = [
        [
            str(token.id),
            token.label,
            " ".join(token.scopes),
            token.agent or "",
            _local(token.expires_at),
            _local(token.used_at),
            _local(token.revoked_at),
        ]
        for token in tokens
    ]
    _table(output, "tokens", ["id", "label", "scopes", "agent", "expires", "used", "revoked"], rows)


def _list_links(site: Site, output: CommandOutput) -> None:
    links = site.links.all()
    output.add_json(
        calendars=[
            {
                "id": link.id,
                "agent": link.agent,
                "made_at": link.made_at.isoformat(),
                "made_by": link.made_by,
                "used_at": _iso(link.used_at),
                "revoked_at": _iso(link.revoked_at),
            }
            for link in links
        ]
    )
    whole = output.translate("serve.whole_team")
    rows = [
        [str(link.id), link.agent or whole, link.made_by, _local(link.used_at), _local(link.revoked_at)]
        for link in links
    ]
    _table(output, "calendars", ["id", "agent", "made_by", "used", "revoked"], rows)


def _table(output: CommandOutput, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        output.line(output.translate(f"serve.no_{name}"))
        return
    table = Table(title=output.translate(f"serve.title_{name}"), title_justify="left")
    for column in columns:
        table.add_column(output.translate(f"serve.column_{column}"))
    for row in rows:
        table.add_row(*map(Text, row))
    output.table(table)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _local(moment: datetime | None) -> str:
    """In the time of this machine, to the minute."""
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"
