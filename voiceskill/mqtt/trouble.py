"""Says in one sentence why the broker cannot be used, and what to do."""

import socket
import ssl

from paho.mqtt.reasoncodes import ReasonCode

from voiceskill.config import Mqtt

_WRONG_WHO = frozenset({"Bad user name or password", "Not authorized", "Client identifier not valid", "Banned"})


def refusal(settings: Mqtt, reason: ReasonCode) -> str:
    """Return what is to be done where the broker has answered, and does not let the coach in."""
    if reason.getName() in _WRONG_WHO:
        who = f'the user "{settings.user}"' if settings.user else "anyone without a name"
        return f"The MQTT broker at {settings.host} does not let {who} in: check mqtt.user and mqtt.password_file."
    if reason.getName() == "Unsupported protocol version":
        return f"The MQTT broker at {settings.host} is too old: one is needed that speaks version 5 of MQTT."
    return f"The MQTT broker at {settings.host} does not let the coach in ({reason}): look into its log."


def failure(settings: Mqtt, error: BaseException | None) -> str:
    """Return what is to be done where the broker has not answered.

    Args:
        settings: Where it should be.
        error: What came of it, if that is known.
    """
    where = f"{settings.host}, port {port_of(settings)}"
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"The MQTT broker at {where} cannot be trusted ({error.verify_message}): set mqtt.authority to the "
                "certificate that its own is signed by, and mqtt.host to the name in it."
            )
        case ssl.SSLError():
            return f"The MQTT broker at {where} does not speak TLS as the coach does: check mqtt.port and mqtt.tls."
        case socket.gaierror():
            return f"No machine called {settings.host} is known: check mqtt.host, and the network."
        case ConnectionRefusedError():
            return f"No MQTT broker listens at {where}: start it, or check mqtt.host and mqtt.port."
    return f"The MQTT broker at {where} cannot be reached: check mqtt.host, mqtt.port, mqtt.tls and the network."


def port_of(settings: Mqtt) -> int:
    """Return the port of the broker: the usual one where the settings name none."""
    return settings.port or (8883 if settings.tls else 1883)
