"""Which addresses of machines a webhook may be sent to: those of the open internet, and no other.

Whoever owns a calendar chooses where Daybook sends to. Without this, it would open doors for them that are closed to
them: the router, the database, the page of secrets that clouds keep at 169.254.169.254.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Of IANA's registries of special addresses, all but what any machine may be reached at.
_CLOSED_4 = {
    "0.0.0.0/8": "this machine",
    "10.0.0.0/8": "a private network",
    "100.64.0.0/10": "a carrier's own network",
    "127.0.0.0/8": "this machine",
    "169.254.0.0/16": "a link-local address",
    "172.16.0.0/12": "a private network",
    "192.0.0.0/24": "a reserved network",
    "192.0.2.0/24": "a network for examples",
    "192.88.99.0/24": "a reserved network",
    "192.168.0.0/16": "a private network",
    "198.18.0.0/15": "a network for benchmarks",
    "198.51.100.0/24": "a network for examples",
    "203.0.113.0/24": "a network for examples",
    "224.0.0.0/4": "a multicast address",
    "240.0.0.0/4": "a reserved network",
}
# Of IPv6 only 2000::/3 has been given to anybody; this is what is closed in it, and what says more of the rest.
_OPEN_6 = ip_network("2000::/3")
_CLOSED_6 = {
    "::/128": "this machine",
    "::1/128": "this machine",
    "::ffff:0:0/96": "an IPv4 address in disguise",
    "64:ff9b::/96": "an IPv4 address behind a translator",
    "64:ff9b:1::/48": "an IPv4 address behind a translator",
    "2001::/23": "a reserved network",
    "2001:db8::/32": "a network for examples",
    "2002::/16": "an IPv4 address in disguise",
    "3fff::/20": "a network for examples",
    "fc00::/7": "a private network",
    "fe80::/10": "a link-local address",
    "fec0::/10": "a private network",
    "ff00::/8": "a multicast address",
}
_CLOSED = [(ip_network(net), why) for net, why in (_CLOSED_4 | _CLOSED_6).items()]


def why_closed(address: str) -> str | None:
    """What an address is, where nothing may be sent to it; None for one of the open internet.

    Raises ValueError for what is no address. One with a zone ("fe80::1%eth0") is never open.
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.scope_id is not None:
        return "an address of one network card"
    return next((why for net, why in _CLOSED if found in net), None) or _beyond(found)


def _beyond(found: IPv4Address | IPv6Address) -> str | None:
    return "a reserved network" if isinstance(found, IPv6Address) and found not in _OPEN_6 else None
