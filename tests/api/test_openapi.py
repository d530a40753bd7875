"""The description of the API: valid, complete, and what it promises is what is answered."""

import json
import re

import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from sigap.api.inputs import Channel, ComplainantKind
from sigap.api.problems import STATUSES
from sigap.cases.operations.register import CHANNELS
from tests.api.clients import described


@pytest.fixture
def document(office):
    return described()


def calls(document):
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            yield f"{method.upper()} {path}", call


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1.")
    OPENAPI_31_VALIDATOR.validate(document)


def test_every_address_is_absolute_and_no_server_is_named(document):
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert "servers" not in document


def test_every_call_of_the_contract_is_there(document):
    wanted = {
        "POST /api/v1/complaints",
        "GET /api/v1/tasks",
        "GET /api/v1/tasks/{task_id}",
        "PUT /api/v1/tasks/{task_id}/draft",
        "POST /api/v1/tasks/{task_id}/start",
        "POST /api/v1/tasks/{task_id}/complete",
        "GET /api/v1/track/{code}",
        *(
            f"POST /api/v1/track/{{code}}/{what}"
            for what in ("messages", "completion", "rating", "objection", "withdraw")
        ),
        "GET /api/v1/cases",
        "GET /api/v1/cases/{number}",
        "GET /api/v1/cases/{number}/events",
        "GET /api/v1/cases/{number}/documents",
        "GET /api/v1/documents/{document_id}",
        "POST /api/v1/cases/{number}/actions/{action}",
        "GET /api/v1/sops",
        "GET /api/v1/sops/{sop_id}",
        "GET /api/v1/sops/{sop_id}.bpmn",
        "GET /api/v1/sops/{sop_id}.svg",
        "GET /api/v1/sops/{sop_id}.pdf",
        "GET /api/v1/registers/{book}",
        "GET /api/v1/reports/{name}",
        "GET /api/v1/verify/{code}",
        "GET /api/v1/ledger/checkpoints",
        "GET /api/v1/ledger/proof/{entry}",
    }
    assert wanted <= {name for name, _ in calls(document)}


def test_json_stands_before_multipart(document):
    for name in ("/api/v1/complaints", "/api/v1/tasks/{task_id}/complete"):
        content = document["paths"][name]["post"]["requestBody"]["content"]
        assert list(content) == ["application/json", "multipart/form-data"]
        assert list(content["multipart/form-data"]["schema"]["properties"]) == ["data", "files"]


def test_only_the_contract_s_fields_are_required(document):
    schemas = document["components"]["schemas"]
    assert sorted(schemas["ComplaintIn"]["required"]) == [
        "channel",
        "complainant",
        "permit_type",
        "subject",
        "text",
    ]
    assert sorted(schemas["ComplainantIn"]["required"]) == ["kind", "name"]
    assert schemas["ComplaintIn"]["additionalProperties"] is False


def test_the_contract_s_lists_are_the_ones_there_are():
    assert Channel.__args__ == CHANNELS
    assert ComplainantKind.__args__ == ("perorangan", "badan-usaha", "kuasa", "tanpa-identitas")


def test_a_token_is_needed_except_where_the_public_may(document):
    public = {name for name, call in calls(document) if {} in call["security"]}
    assert public == {
        "POST /api/v1/complaints",
        "GET /api/v1/track/{code}",
        *(
            f"POST /api/v1/track/{{code}}/{what}"
            for what in ("messages", "completion", "rating", "objection", "withdraw")
        ),
        "GET /api/v1/sops",
        "GET /api/v1/sops/{sop_id}",
        "GET /api/v1/sops/{sop_id}.bpmn",
        "GET /api/v1/sops/{sop_id}.svg",
        "GET /api/v1/sops/{sop_id}.pdf",
        "GET /api/v1/reports/{name}",
        "GET /api/v1/verify/{code}",
        "GET /api/v1/ledger/checkpoints",
        "GET /api/v1/ledger/proof/{entry}",
    }
    scheme = document["components"]["securitySchemes"]
    assert [(one["type"], one["scheme"]) for one in scheme.values()] == [("http", "bearer")]


def test_every_error_is_described_as_a_problem(document):
    for name, call in calls(document):
        for status, answer in call["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], name
        assert {"401", "429", "500", "503"} <= set(call["responses"]), name


def test_every_post_honours_a_key(document):
    for name, call in calls(document):
        headers = {p["name"] for p in call.get("parameters", ()) if p["in"] == "header"}
        assert ("Idempotency-Key" in headers) == name.startswith("POST"), name


def test_nothing_of_its_making_is_left_in_it(document):
    assert '"x-' not in json.dumps(document)


def test_every_reference_leads_somewhere(document):
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_the_page_lists_every_call_and_code_and_loads_nothing_from_outside(client, document):
    answer = client.get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    for name, _ in calls(document):
        assert name in page
    for codes in STATUSES.values():
        for code in codes:
            assert f'id="{code}"' in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "<script" not in page
    assert "style=" not in page
    for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page):
        style = client.get(sheet)
        assert style.status_code == 200
        assert b"".join(style.streaming_content)
        style.close()


def test_the_page_names_every_anchor_once(client, document):
    page = client.get("/api/v1/docs").content.decode()
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
