"""Functions of IP addresses. What is no address is in no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.functions.shared import Function, Given, asking, of_texts, where
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value
from generator.languages.insights.record import Type

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_QUAD = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_GROUP = "[0-9A-Fa-f]{1,4}"
_GROUPS = f"{_GROUP}(?::{_GROUP})*"
_V4 = f"^{_QUAD}$"
# Eight groups, the last two perhaps as a quad; or fewer, with `::` for the rest (RFC 4291, 2.2).
_V6 = (
    f"^(?:(?:{_GROUP}:){{7}}{_GROUP}|(?:{_GROUP}:){{6}}{_QUAD}"
    f"|(?!(?::*{_GROUP}(?![0-9A-Fa-f])){{8}})(?:{_GROUPS})?::(?:{_GROUPS})?"
    f"|(?!(?::*{_GROUP}(?![0-9A-Fa-f.])){{6}})(?:{_GROUPS})?::(?:{_GROUPS}:)?{_QUAD})$"
)
_VERSIONS = {4: _V4, 6: _V6}
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_RESERVED = (
    "240.0.0.0/4",
    "::/8",
    "100::/8",
    "200::/7",
    "400::/6",
    "800::/5",
    "1000::/4",
    "4000::/3",
    "6000::/3",
    "8000::/3",
    "a000::/3",
    "c000::/3",
    "e000::/4",
    "f000::/5",
    "f800::/6",
    "fe00::/9",
)
# IANA's registries of special addresses, what is not globally reachable.
_NOT_PUBLIC = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
    "::/127",
    "::ffff:0:0/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "fc00::/7",
    "fe80::/10",
)

_Network = IPv4Network | IPv6Network


def _is_valid(*versions: int) -> Callable[[SQL], SQL]:
    pattern = "|".join(_VERSIONS[version] for version in versions)
    return lambda sql: nodes.matches(sql, nodes.text(pattern))


def _is_in(given: Given, networks: Sequence[_Network]) -> SQL:
    """Whether an address is in one of the networks; NULL for what is none."""

    def family(version: int) -> SQL:
        members = []
        for network in networks:
            if network.version == version:
                address = nodes.cast(given(), exp.DType.INET)
                masked = nodes.call("SET_MASKLEN", address, nodes.number(network.prefixlen))
                cidr = nodes.cast_named(nodes.text(str(network)), "cidr")
                members.append(nodes.compared(exp.EQ, nodes.call("NETWORK", masked), cidr))
        return nodes.any_of(members)

    versions = sorted({network.version for network in networks})
    return nodes.case(*((_is_valid(version)(given()), family(version)) for version in versions))


def _in_networks(*networks: str) -> Function:
    known = tuple(map(ip_network, networks))
    return _of_valid(lambda given: _is_in(given, known))


def _of_valid(build: Callable[[Given], SQL]) -> Function:
    """A condition on an address; `build` gives NULL for what is none, and that is a condition not met."""

    def function(reader: Reader, call: tree.Call) -> Value:
        return _met(nodes.guarded([reader.text(call.arguments[0]).sql], build))

    return function


def _met(condition: SQL) -> Value:
    return Value(nodes.coalesce(condition, nodes.boolean(False)), Type.BOOLEAN, present=True)


def _in_subnet(*versions: int) -> Function:
    def function(reader: Reader, call: tree.Call) -> Value:
        address, subnet = reader.text(call.arguments[0]), reader.text(call.arguments[1])
        if not isinstance(subnet.sql, exp.Literal):
            raise NotRunnable("only a subnet that is written out can be compared with", call.arguments[1])
        try:
            network = ip_network(str(subnet.sql.this), strict=False)
        except ValueError:
            return Value(nodes.boolean(False), Type.BOOLEAN, present=True)
        if network.version not in versions:
            return Value(nodes.boolean(False), Type.BOOLEAN, present=True)
        return _met(nodes.guarded([address.sql], lambda given: _is_in(given, [network])))

    return function


def _is_public(given: Given) -> SQL:
    return nodes.negated(_is_in(given, tuple(map(ip_network, _NOT_PUBLIC))))


def _to_number(sql: SQL) -> SQL:
    def build(given: Given) -> SQL:
        address = nodes.cast(given(), exp.DType.INET)
        first = nodes.cast(nodes.text("0.0.0.0"), exp.DType.INET)  # noqa: S104 - no socket
        return where(_is_valid(4)(given()), nodes.binary(exp.Sub, address, first))

    return nodes.guarded([sql], build)


FUNCTIONS: Mapping[str, Function] = {
    "isValidIp": asking(_is_valid(4, 6)),
    "isValidIpV4": asking(_is_valid(4)),
    "isValidIpV6": asking(_is_valid(6)),
    "isIpInSubnet": _in_subnet(4, 6),
    "isIpv4InSubnet": _in_subnet(4),
    "isIpv6InSubnet": _in_subnet(6),
    "ipv4ToNumber": of_texts(_to_number, Type.NUMBER, integer=True, may_fail=True),
    "isPrivateIP": _in_networks(*_PRIVATE),
    "isReservedIP": _in_networks(*_RESERVED),
    "isPublicIP": _of_valid(_is_public),
}
