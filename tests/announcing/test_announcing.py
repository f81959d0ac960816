"""Whether others on the network find the coach by themselves."""

import logging
import queue
import threading
from collections.abc import Sequence

import pytest
from zeroconf import IPVersion, ServiceBrowser, ServiceStateChange, Zeroconf

from voiceskill.announcing import WYOMING, Announcement

HERE = ["127.0.0.1"]
PATIENCE_S = 15.0


def test_is_found_under_its_name_and_gone_when_it_is_over() -> None:
    seen: queue.Queue[tuple[str, ServiceStateChange]] = queue.Queue()

    def note(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:  # noqa: ARG001
        seen.put((name, state_change))

    name = f"the coach, 2.0.{WYOMING}".replace("2.0", "2 0")
    with Zeroconf(interfaces=HERE, ip_version=IPVersion.V4Only) as network:
        with Announcement(WYOMING, "the coach, 2.0", 10_300, lambda: HERE):
            ServiceBrowser(network, WYOMING, handlers=[note])
            assert seen.get(timeout=PATIENCE_S) == (name, ServiceStateChange.Added)
            service = network.get_service_info(WYOMING, name)
            assert service
            assert (service.parsed_addresses(), service.port) == (HERE, 10_300)
        assert seen.get(timeout=PATIENCE_S) == (name, ServiceStateChange.Removed)


def test_without_a_network_it_says_so_once_and_tries_again(caplog: pytest.LogCaptureFixture) -> None:
    looks = iter(range(3))
    tried = threading.Event()

    def addresses() -> Sequence[str]:
        if next(looks, None) is None:
            tried.set()
        return []

    with caplog.at_level(logging.WARNING), Announcement(WYOMING, "lonely", 10_300, addresses, look_again=0.01):
        assert tried.wait(PATIENCE_S)
    (record,) = caplog.records
    assert "not connected" in record.getMessage()
