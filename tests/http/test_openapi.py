"""Whatever is sent to an operation, sound or not, gets what the OpenAPI document promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from http_office import Office
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, BaseSchema, Case, CheckFunction, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from serving import Service, serving

from assistant.state import Keys, StateFile
from assistant.types import Access

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
# Path parameters of something that is there.
Held = dict[str, str]
Operation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]
LEAST, LEAST_IN_SOAK = 200, 2_000
_EACH, _EACH_IN_SOAK = 20, 220


@pytest.fixture(scope="module")
def service(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(office.index, tmp_path_factory.mktemp("openapi")) as running:
        yield running


@pytest.fixture(scope="module")
def schema(service: Service) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{service.url}/openapi.json")


def operations(schema: BaseSchema) -> list[Operation]:
    found = [*schema.get_all_operations()]
    assert all(isinstance(one, Ok) for one in found)
    return [one.ok() for one in found if isinstance(one, Ok)]


def try_all(schema: BaseSchema, service: Service, examples: int) -> int:
    """Sends so many cases to each operation, by turns with and without a key; how many in all."""
    _, key = Keys(StateFile(service.state)).create(f"cases {examples}", {Access.INTERNAL})
    held = _held(service)
    sent = 0
    for operation in operations(schema):

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[*HealthCheck],
        )
        @given(case=_cases(operation), with_key=st.booleans(), known=st.sampled_from(held))
        def check(case: AnyCase, with_key: bool, known: Held) -> None:
            nonlocal sent
            sent += 1
            if case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
                case.path_parameters.update(
                    {k: known[k] for k in case.path_parameters if k in known}
                )
            # Without the header that the case may bear: a wrong key is refused for that alone.
            case.headers.pop("X-API-Key", None)
            if with_key:
                case.headers["X-API-Key"] = key
            case.call_and_validate(checks=CHECKS)

        check()
    return sent


def _held(service: Service) -> list[Held]:
    """What there is to be asked for by id; the first is nothing, so that made-up ids stay."""
    listed = httpx.get(f"{service.url}/api/v1/documents").json()["documents"]
    found: list[Held] = [{}]
    for one in listed:
        whole = httpx.get(f"{service.url}/api/v1/documents/{one['id']}").json()
        found += [{"document_id": one["id"], "passage_id": p["id"]} for p in whole["passages"]]
    return found


def _cases(operation: Operation) -> st.SearchStrategy[AnyCase]:
    sound = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not any(operation.iter_parameters()) and not operation.body:
        return sound
    return st.one_of(sound, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def test_cases_of_every_operation_get_what_is_promised(
    schema: BaseSchema, service: Service
) -> None:
    assert try_all(schema, service, _EACH) >= LEAST


@pytest.mark.soak
def test_many_cases_of_every_operation_get_what_is_promised(
    schema: BaseSchema, service: Service
) -> None:
    assert try_all(schema, service, _EACH_IN_SOAK) >= LEAST_IN_SOAK


def test_every_operation_tells_its_errors_as_problems(schema: BaseSchema) -> None:
    found = operations(schema)
    assert len(found) >= 15
    for operation in found:
        responses = operation.definition.raw["responses"]
        assert "500" in responses, operation.label
        for status, response in responses.items():
            if int(status) >= 400:
                problem = response["content"]["application/problem+json"]["schema"]
                assert problem == {"$ref": "#/components/schemas/Problem"}, operation.label
                assert len(response["content"]) == 1
