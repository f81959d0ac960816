"""A coach in a process of his own who shares rooms; tells on a line each what he opens and closes."""

import sys
from contextlib import ExitStack

from voiceskill.config import Mqtt
from voiceskill.mqtt.broker import Broker
from voiceskill.sharing.allotment import Terms
from voiceskill.sharing.sharing import Sharing


def tell(what: str, room: str) -> None:
    """Tell it."""
    sys.stdout.write(f"{what} {room}\n")
    sys.stdout.flush()


def main() -> None:
    """Share rooms until the input ends; rooms that are named there have a session from then on."""
    port, lease, grace, confirmation, *rooms = sys.argv[1:]
    busy: set[str] = set()
    broker = Broker(Mqtt(host="127.0.0.1", port=int(port)), report=lambda _: None)
    sharing = Sharing(
        broker,
        rooms,
        open_room=lambda room: tell("open", room),
        close_room=lambda room: tell("close", room),
        busy=busy.__contains__,
        terms=Terms(lease=float(lease), grace=float(grace), confirmation=float(confirmation)),
    )
    with ExitStack() as things:
        things.enter_context(broker)
        things.enter_context(sharing)
        for line in sys.stdin:
            busy.symmetric_difference_update(line.split())


main()
