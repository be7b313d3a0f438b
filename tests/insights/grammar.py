"""What generated pipelines are made of: the fields of `events`, and expressions with gaps to be filled.

What is left out is what AWS says nothing about: a comparison of two nearly equal fractions, what becomes of
a position or length below zero. And the least or greatest of a field that the contract declares a number,
where a group has bad ones only: for its type's sake the translation has none then, and not a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TYPES = ("text", "number", "time", "any")
STRUCTURE = "structure"
"""A map or list is only for what asks for one."""
FIELDS: Mapping[str, Sequence[str]] = {
    "text": (
        "level",
        "category",
        "logger",
        "message",
        "@message",
        "extra.tool",
        "extra.reason",
        "extra.client_ip",
    ),
    "number": ("user_id", "extra.duration_ms", "extra.tokens", "extra.status", "extra.turn"),
    "time": ("@timestamp", "@ingestionTime"),
    STRUCTURE: (),
    "any": ("extra.deep.a.b", "extra.deep.a.0.b"),
}

WORDS: Mapping[str, Sequence[str]] = {
    "string": (
        '""', '"a"', '"ERROR"', '"took"', '"ada"', '"Brush"', '"10"', '"4"', '"42"', '"%"', '"_"', '"a.b"',
        '"日"', '" "', '"it\'s"', r'"\\"', r"'\"'", '"\n"', "'null'",
    ),
    "literal": ("0", "1", "2", "7", "42", "300", "0.5", "1000"),
    "sign": ("=", "!=", "<", "<=", ">", ">="),
    "period": (
        "5m", "300s", "1h", "90m", "30s", "1d", "1w", "1mo", "1q", "1y", "500ms", "2hrs", "7minutes",
    ),
    "regex": (
        "took", "(?i)TIMEOUT", "^user=", "ms$", "a|ab", "ab|a", r"\d+ ms", r"[a-z]+=\w*", r"\btook\b", "a.b",
        r"a\.b", "x*", "(a|b)+X", "[^a-z ]{2,}", r"\s", r"[\]\[]", r"\/|\\", "日", "^(INFO|ERROR)$",
    ),
}  # fmt: skip

GRAMMAR: Mapping[str, Sequence[str]] = {
    "text": (
        "concat(<text>, <string>, <text>)",
        "tolower(<text>)",
        "toupper(<text>)",
        "trim(<text>)",
        "ltrim(<text>)",
        'trim(<text>, "ab ")',
        'ltrim(<text>, "]^-u")',
        'rtrim(<text>, "]^-s")',
        "substr(<text>, 0, 3)",
        "substr(<text>, 2)",
        "substr(<text>, 1, 100)",
        "substr(<text>, 3, 0)",
        'replace(<text>, "a", <string>)',
        'replace(<text>, ".", "")',
        'regexReplace(<text>, "[0-9]+", "#")',
        'regexReplace(<text>, "a|ab", "-")',
        "coalesce(<text>, <text>)",
        "if(<condition>, <text>, <text>)",
        "case(<condition>, <text>, <condition>, <text>)",
        "case(<condition>, <text>, <string>)",
        "base64encode(<text>)",
        "base64decode(<text>)",
        "base64decode(base64encode(<text>))",
        "urlencode(<text>)",
        "urldecode(<text>)",
        "urldecode(urlencode(<text>))",
        "md5(<text>)",
        "sha256(<text>)",
        "decToHex(<number>)",
        'hexToAscii("4a6f")',
        "hexToAscii(<text>)",
        'formatDate(<time>, "%Y-%m-%d %H:%M:%S")',
        'strftime(<time>, "%d.%m. %H h", "Europe/Berlin")',
        "jsonStringify(<structure>)",
    ),
    "number": (
        "(<number> + <number>)",
        "(<number> - <literal>)",
        "(<number> * <literal>)",
        "(<number> / 4)",
        "(<number> / <literal>)",
        "(<number> % 7)",
        "abs(<number>)",
        "floor(<number>)",
        "ceil(<number>)",
        "toNumber(<text>)",
        "toInt(<number>)",
        "toLong(<text>)",
        "toDouble(<text>)",
        "round(<number>)",
        "round(<number>, 1)",
        "sqrt(<number>)",
        "log(<number>)",
        "(<number> ^ 2)",
        "(<literal> ^ 3)",
        "(<literal> ^ 0.5)",
        "haversine(47, 8, <number>, 0)",
        "hexToDec(<text>)",
        "ipv4ToNumber(<text>)",
        'parseDate(formatDate(<time>, "%Y-%m-%d %H:%M"), "yyyy-MM-dd HH:mm")',
        'parseDate(<text>, "yyyy-MM-dd")',
        "queryEndTime()",
        "greatest(<literal>, <literal>)",
        "-<number>",
        "strlen(<text>)",
        "messageSize(<text>)",
        "isempty(<text>)",
        "isblank(<text>)",
        "strcontains(<text>, <string>)",
        "strcontains(<text>, <string>, true)",
        "startsWith(<text>, <string>)",
        "endsWith(<text>, <string>)",
        "toMillis(<time>)",
        "if(<condition>, <number>, <number>)",
        "coalesce(<number>, <literal>)",
        "jsonArraySize(<text>)",
        "jsonArraySize(<structure>)",
    ),
    "time": (
        "datefloor(<time>, <period>)",
        "dateceil(<time>, <period>)",
        "fromMillis(toMillis(<time>) + 500)",
    ),
    STRUCTURE: ("jsonParse(<text>)", 'split(<text>, "a")'),
    "any": ("<text>", "<number>"),
    "condition": (
        "not (<condition>)",
        "(<condition> and <condition>)",
        "(<condition> or <condition>)",
        "<any> <sign> <literal>",
        "toNumber(<number>) <sign> <number>",
        "<text> <sign> <string>",
        "<text> like <string>",
        "<text> not like <string>",
        "<text> like /<regex>/",
        "<text> not like /<regex>/",
        "<text> =~ /<regex>/",
        "<any> in [<literal>, <literal>]",
        "<text> in [<string>, <string>]",
        "<text> not in [<string>, <literal>]",
        "ispresent(<any>)",
        "isNumeric(<any>)",
        "isValidIp(<text>)",
        "isValidIpV6(<text>)",
        'isIpInSubnet(<text>, "192.0.2.0/24")',
        'isIpv4InSubnet(<text>, "192.0.2.0/23")',
        "isIpv6InSubnet(<text>, '2001:db8::/32')",
        "isPrivateIP(<text>)",
        "isPublicIP(<text>)",
        "isReservedIP(<text>)",
        'jsonArrayContains(<text>, "2")',
    ),
    # Of a group: what comes out is a number, a time, or what the argument is.
    "aggregate number": (
        "count(*)",
        "count()",
        "count(<any>)",
        "count_distinct(<any>)",
        "sum(<number>)",
        "avg(<number>)",
        "stddev(<number>)",
        "variance(<number>)",
        "min(toNumber(<number>))",
        "max(toNumber(<number>))",
        "pct(<number>, 50)",
        "pct(<number>, 95)",
        "median(<number>)",
        "round(avg(<number>), 2)",
        "sum(<number>) / count(*)",
        "max(toNumber(<number>)) - min(<literal>)",
        "sum(if(<condition>, 1, 0))",
    ),
    "aggregate time": ("min(<time>)", "max(<time>)"),
    "aggregate any": (
        "min(<text>)",
        "max(<text>)",
        "sortsFirst(<any>)",
        "sortsLast(<any>)",
        "earliest(<any>)",
        "latest(<any>)",
    ),
}
"""How what stands in `<>` may be written; a name of its type is another way."""

AGGREGATES = (("aggregate number", "number"), ("aggregate any", "any"), ("aggregate time", "time"))
IN_TIME = ("earliest(", "latest(")
"""These read @timestamp, as bin does."""
SHORTEST: Mapping[str, str] = {"text": "string", "number": "literal", "any": "literal"}
"""What ends an expression where there is no name for it."""

PARSERS: Sequence[tuple[str, Sequence[str]]] = (
    ('"user=* action=* took * ms"', ("who", "what", "ms")),
    ('"user=* took * ms"', ("who", "ms")),
    ('"took * ms*"', ("ms", "rest")),
    ('"* *"', ("head", "rest")),
    ('"*=*"', ("head", "rest")),
    ("'[*] (*)'", ("head", "rest")),
    ('"*"', ("rest",)),
    (r"/user=(?<who>\w+)/", ("who",)),
    (r"/took (?<ms>\d+) ms/", ("ms",)),
    (r"/(?<ms>\d+)( ms)?/", ("ms",)),
    (r"/user=(?<who>.*?) .*took (?<ms>\d+)/", ("who", "ms")),
    (r"/(?<head>a|ab)(?<rest>.*)/", ("head", "rest")),
    (r"/^(?<head>\S*)/", ("head",)),
)
