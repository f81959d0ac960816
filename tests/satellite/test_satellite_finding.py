"""A coach that announces himself is found, and one that is named is understood."""

import socket

import pytest
from zeroconf import ServiceInfo, Zeroconf

from voiceskill.announcing import SATELLITES
from voiceskill.complaint import Complaint
from voiceskill.satellite.calling import Address, address_of
from voiceskill.satellite.finding import find_coaches


def test_a_coach_is_found_by_his_announcement() -> None:
    service = ServiceInfo(
        SATELLITES,
        f"test.{SATELLITES}",
        port=10_901,
        addresses=[socket.inet_aton("127.0.0.1")],
        server="coach-in-test.local.",
    )
    with Zeroconf() as network:
        network.register_service(service)
        assert Address("coach-in-test.local", 10_901) in find_coaches()
        network.unregister_service(service)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("coach.local", Address("coach.local", 10_900)),
        ("10.0.0.5:1234", Address("10.0.0.5", 1234)),
        ("[fe80::1]:1234", Address("fe80::1", 1234)),
        ("fe80::1", Address("fe80::1", 10_900)),
    ],
)
def test_an_address_may_be_written_in_each_usual_way(text: str, address: Address) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize("text", ["", "coach:port", "coach:99999", "http://coach", "me@coach"])
def test_what_is_no_address_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Complaint, match=r"write it as coach\.local"):
        address_of(text)
