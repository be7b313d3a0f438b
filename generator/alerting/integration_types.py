"""Grafana's types of integrations, and the settings of each.

Source: Grafana 11.6 to 12.2, channels_config. Grafana takes a setting that it does not know, and keeps it
(recorded: 580j, 580k); a misspelt one is then as good as none.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class IntegrationType:
    """`settings` and `secure` are paths, such as `tlsConfig.clientKey`; below `free` any key may stand.

    `required` are alternatives: all settings of one of them must be given.
    """

    settings: frozenset[str]
    secure: frozenset[str]
    free: frozenset[str]
    required: tuple[tuple[str, ...], ...]


def _type(required: str, settings: str) -> IntegrationType:
    """From words: `token!` is a secret, `headers*` holds any keys; `|` parts alternatives."""
    words = settings.split()
    return IntegrationType(
        settings=frozenset(word.rstrip("!*") for word in words),
        secure=frozenset(word[:-1] for word in words if word.endswith("!")),
        free=frozenset(word[:-1] for word in words if word.endswith("*")),
        required=tuple(tuple(each.split()) for each in required.split("|")),
    )


_TLS = """
    {0}.insecureSkipVerify {0}.caCertificate! {0}.clientCertificate! {0}.clientKey!
"""

INTEGRATION_TYPES = {
    "LINE": _type("token", "token! title description"),
    "dingding": _type("url", "url msgType title message"),
    "discord": _type("url", "url! title message avatar_url use_discord_username"),
    "email": _type("addresses", "addresses singleEmail message subject"),
    "googlechat": _type("url", "url! title message hide_open_button hide_version_info"),
    "jira": _type(
        "api_url project issue_type",
        "api_url user! password! api_token! project issue_type summary description labels priority "
        "resolve_transition reopen_transition reopen_duration wont_fix_resolution dedup_key_field fields*",
    ),
    "kafka": _type(
        "kafkaRestProxy kafkaTopic",
        "kafkaRestProxy kafkaTopic username password! apiVersion kafkaClusterId description details",
    ),
    "mqtt": _type(
        "brokerUrl topic",
        "brokerUrl topic messageFormat clientId message username password! qos retain"
        + _TLS.format("tlsConfig"),
    ),
    "oncall": _type(
        "url",
        "url httpMethod username password! authorization_scheme authorization_credentials! maxAlerts title "
        "message",
    ),
    "opsgenie": _type(
        "apiKey",
        "apiKey! apiUrl message description autoClose overridePriority sendTagsAs responders*",
    ),
    "pagerduty": _type(
        "integrationKey",
        "integrationKey! severity class component group summary source client client_url details* url",
    ),
    "prometheus-alertmanager": _type("url", "url basicAuthUser basicAuthPassword!"),
    "pushover": _type(
        "apiToken userKey",
        "apiToken! userKey! device priority okPriority retry expire sound okSound title message upload_image",
    ),
    "sensugo": _type("url apikey", "url apikey! entity check handler namespace message"),
    "slack": _type(
        "url | recipient token",
        "url! recipient token! username icon_emoji icon_url mentionUsers mentionGroups mentionChannel "
        "endpointUrl color title text",
    ),
    "sns": _type(
        "topic_arn | phone_number | target_arn",
        "api_url topic_arn phone_number target_arn subject message attributes* sigv4.region "
        "sigv4.access_key! sigv4.secret_key! sigv4.profile sigv4.role_arn",
    ),
    "teams": _type("url", "url title sectiontitle message"),
    "telegram": _type(
        "bottoken chatid",
        "bottoken! chatid message_thread_id message parse_mode disable_web_page_preview protect_content "
        "disable_notification",
    ),
    "threema": _type(
        "gateway_id recipient_id api_secret", "gateway_id recipient_id api_secret! title description"
    ),
    "victorops": _type("url", "url messageType title description"),
    "webex": _type("room_id bot_token", "api_url room_id bot_token! message"),
    "webhook": _type(
        "url",
        "url httpMethod username password! authorization_scheme authorization_credentials! maxAlerts title "
        "message headers* payload.template payload.vars* hmacConfig.secret! hmacConfig.header "
        "hmacConfig.timestampHeader http_config.oauth2.client_id http_config.oauth2.client_secret! "
        "http_config.oauth2.token_url http_config.oauth2.scopes http_config.oauth2.endpoint_params* "
        "http_config.oauth2.tls_config* http_config.oauth2.proxy_config*" + _TLS.format("tlsConfig"),
    ),
    "wecom": _type(
        "url | secret agent_id corp_id", "url! secret! agent_id corp_id msgtype message title touser"
    ),
}
