"""Sends to the interface for programs what its own description allows, and what it does not."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from live_site import Site, open_site
from schemathesis import GenerationMode, checks
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema

_CHECKS = [
    checks.not_a_server_error,
    checks.response_schema_conformance,
    checks.content_type_conformance,
    checks.status_code_conformance,
]

# Streams have no end, and a rendered routine takes its time; each is tested where it belongs.
_ENDLESS = r"/(events|recording)$"


@pytest.fixture(scope="module")
def fuzzed_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that may be left in any state."""
    with open_site(tmp_path_factory.mktemp("fuzzed")) as opened:
        yield opened
        # Whatever was sent, the coach is at work, and the settings are in order.
        assert requests.get(opened.url("/api/v1/now"), timeout=10).status_code == 200
        assert not [line for line in opened.printed if "Traceback" in line], "".join(opened.printed)


@pytest.fixture(scope="module")
def description(fuzzed_site: Site) -> BaseSchema:
    """What the interface says of itself."""
    return schemathesis.openapi.from_url(fuzzed_site.url("/api/v1/openapi.json")).exclude(path_regex=_ENDLESS)


def test_nothing_that_is_sent_breaks_it(description: BaseSchema) -> None:
    for operation in description.get_all_operations():
        assert isinstance(operation, Ok), operation.err()
        for mode in GenerationMode:
            _send(operation.ok(), mode)


def _send(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def send(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=_CHECKS)

    with suppress(Unsatisfiable):  # what takes no values can be sent no wrong ones
        send()
