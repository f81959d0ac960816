"""Keeps one connection to the broker, and tells what comes of it."""

import logging
import secrets
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self

from paho.mqtt.client import MQTT_LOG_ERR, Client, MQTTMessage, MQTTv5, topic_matches_sub
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from voiceskill.complaint import Complaint
from voiceskill.config import Mqtt
from voiceskill.mqtt.topics import Topics
from voiceskill.mqtt.trouble import failure, port_of, refusal

_log = logging.getLogger(__name__)

KEEPALIVE_S: Final = 8
"""Seconds of silence after which either end asks whether the other is there; after half as much again, the broker takes
the coach for gone."""
_LARGEST: Final = 16_384
"""Bytes of the largest packet that the broker may send."""
_LONGEST_PASSWORD: Final = 4096
"""Characters."""
_FIRST_RETRY_S: Final = 1
_LAST_RETRY_S: Final = 2
"""Seconds between tries to reach a broker that is away. Short, since each of them may tell that it is really away."""
_RETRY_WHERE_REFUSED_S: Final = 60
"""The same where it is there and does not let the coach in."""
_FAREWELL_S: Final = 1.0
"""Seconds for the broker to be told that the coach goes."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker has let the coach in. What was subscribed to comes after this; all that is retained is to be sent."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection has broken."""


@dataclass(frozen=True, slots=True)
class NobodyThere:
    """Nothing listens where the broker should be: it is down for everybody, not for this coach alone."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something came from the broker."""

    topic: str
    """On which topic."""
    text: str
    """What; whatever is no UTF-8 is replaced."""
    retained: bool
    """Whether it was there before the coach asked for it."""


News = Connected | Disconnected | NobodyThere | Message


class Broker:
    """The connection of this process. Any thread may call it, and none of its methods waits for the network.

    As long as it is connected, a retained message on `Topics.coach` says so; the broker empties it when the coach goes,
    dies or is cut off. Nothing is kept for later while there is no connection: whoever publishes begins anew with each
    `Connected`, and so nothing that is out of date is sent.
    """

    def __init__(self, settings: Mqtt, *, report: Callable[[str], None] = _log.warning) -> None:
        """Prepare the connection; as a context manager it is kept up until the context is left.

        Args:
            settings: Where the broker is; a host is named.
            report: Is told in one sentence what is wrong with it, once, and when it is well again; on a thread of the
                connection's own.

        Raises:
            Complaint: The password or the authority's certificate cannot be read, or the host's name is none.
        """
        self.identity = secrets.token_hex(4)
        """Who this coach is among those on the broker: another at each start, so that no two are ever the same."""
        self.topics = Topics(settings.topic)
        """The topics of the house."""
        self._settings = settings
        self._report = report
        self._reported: str | None = None
        self._connected = False
        self._followers: list[tuple[Callable[[News], None], tuple[str, ...]]] = []
        self._client = self._prepare()

    def __enter__(self) -> Self:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # the library says nothing of its type
        properties.MaximumPacketSize = _LARGEST
        self._client.connect_async(
            self._host, port_of(self._settings), KEEPALIVE_S, clean_start=True, properties=properties
        )
        self._client.loop_start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connected:
            gone = self._client.publish(self.topics.coach(self.identity), "", retain=True)
            if gone.rc == 0:
                gone.wait_for_publish(_FAREWELL_S)
        self._client.on_disconnect = None
        self._client.disconnect()
        self._client.loop_stop()

    @property
    def connected(self) -> bool:
        """Whether the broker takes messages at present."""
        return self._connected

    def follow(self, tell: Callable[[News], None], *filters: str) -> None:
        """Have it told what comes of the connection; before that is begun.

        Args:
            tell: Called on the connection's thread; must neither wait nor raise.
            filters: Of the topics whose messages it is told of.
        """
        self._followers.append((tell, filters))

    def publish(self, topic: str, text: str, *, retain: bool = False) -> None:
        """Send a message, if there is a connection; what one thread sends arrives in its order, or not at all."""
        if self._connected:
            self._client.publish(topic, text, qos=0, retain=retain)

    @property
    def _host(self) -> str:
        if self._settings.host is None:
            raise ValueError("No broker is named.")
        return self._settings.host

    def _prepare(self) -> Client:
        settings = self._settings
        try:
            self._host.encode("idna")
        except UnicodeError:
            raise Complaint(f'"{settings.host}" is no name of a machine; correct mqtt.host.') from None
        client = Client(CallbackAPIVersion.VERSION2, client_id=f"voiceskill-{self.identity}", protocol=MQTTv5)
        if settings.user:
            client.username_pw_set(settings.user, _password(settings))
        if settings.tls:
            client.tls_set_context(_trust(settings))
        client.will_set(self.topics.coach(self.identity), "", retain=True)
        client.reconnect_delay_set(_FIRST_RETRY_S, _LAST_RETRY_S)
        # An exception would end the connection's thread for good.
        client.suppress_exceptions = True
        client.on_log = _on_log
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _on_connect(
        self, client: Client, _userdata: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        if reason.is_failure:
            self._say(refusal(self._settings, reason))
            client.reconnect_delay_set(_RETRY_WHERE_REFUSED_S, _RETRY_WHERE_REFUSED_S)
            return
        client.reconnect_delay_set(_FIRST_RETRY_S, _LAST_RETRY_S)
        if self._reported:
            self._reported = None
            self._report(f"The MQTT broker at {self._settings.host} is there.")
        self._connected = True
        # In this order: what somebody publishes once he knows, he gets back if he subscribes to it.
        if topics := [(each, 0) for _tell, filters in self._followers for each in filters]:
            client.subscribe(topics)
        self._tell(Connected())
        since = datetime.now(UTC).isoformat(timespec="seconds")
        self.publish(self.topics.coach(self.identity), since, retain=True)

    def _on_connect_fail(self, _client: Client, _userdata: object) -> None:
        error = sys.exception()
        self._say(failure(self._settings, error))
        if isinstance(error, ConnectionRefusedError):
            self._tell(NobodyThere())

    def _on_disconnect(self, *_about: Any) -> None:  # noqa: ANN401 - what the library tells of it does not matter
        before, self._connected = self._connected, False
        if before:
            self._tell(Disconnected())
        elif self._reported is None:  # hung up without an answer
            self._say(failure(self._settings, None))

    def _on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        news = Message(message.topic, message.payload.decode(errors="replace"), message.retain)
        for tell, filters in self._followers:
            if any(topic_matches_sub(each, news.topic) for each in filters):
                tell(news)

    def _tell(self, news: News) -> None:
        for tell, _filters in self._followers:
            tell(news)

    def _say(self, sentence: str) -> None:
        if sentence != self._reported:
            self._reported = sentence
            self._report(f"{sentence} The coach goes on without it, and goes on trying.")


def _on_log(_client: Client, _userdata: object, level: int, text: str) -> None:
    # Of lost connections the library would tell again what is reported anyway.
    if level == MQTT_LOG_ERR and text.startswith("Caught exception"):
        _log.error("The connection to the MQTT broker has a fault: %s", text)


def _password(settings: Mqtt) -> str | None:
    if settings.password_file is None:
        return None
    try:
        with settings.password_file.open(encoding="utf-8") as file:
            password = file.read(_LONGEST_PASSWORD).rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Complaint(f"The file {settings.password_file} of mqtt.password_file cannot be read: {why}.") from error
    if not password:
        raise Complaint(f"The file {settings.password_file} of mqtt.password_file is empty; write the password there.")
    return password


def _trust(settings: Mqtt) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.authority)
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise Complaint(
            f"The certificate {settings.authority} of mqtt.authority cannot be used "
            f"({'it is none' if isinstance(error, ssl.SSLError) else error})."
        ) from error
