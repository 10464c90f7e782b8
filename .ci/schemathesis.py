"""What Schemathesis cannot know of the API: which payments there are, and what no schema can say of a request."""

import functools
import itertools

import requests
import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

API = "http://localhost:3000"
TOSS = "http://localhost:3001"
PRICE = 50_000

turns = itertools.count()


def post(address, body, headers=None):
    answer = requests.post(address, json=body, headers=headers, timeout=20)
    answer.raise_for_status()
    return answer.json()


@functools.cache
def mina():
    return {"Authorization": "Bearer " + post(API + "/sandbox/token", {"user_id": "mina"})["access_token"]}


def consultation():
    body = {"user_id": "mina", "title": "Visa consultation", "amount": PRICE}
    return post(API + "/sandbox/consultations", body)["consultation_id"]


def authenticated():
    """A payment whose payer has just authenticated it: its id, and what approve asks for."""
    ready = post(API + "/api/payments/ready", {"consultation_id": consultation()}, mina())
    order = {"order_id": ready["order_id"], "amount": PRICE}
    order["payment_key"] = post(TOSS + "/sandbox/authentications", order)["payment_key"]
    return ready["payment_id"], order


def approved():
    payment_id, order = authenticated()
    post(API + "/api/payments/approve", order, mina())
    return payment_id


def as_order(body):
    _, order = authenticated()
    for field in ("paymentKey", "orderId"):
        body.pop(field, None)
    body.update(order)


@schemathesis.hook
def map_case(context, case):
    """Every second valid request is about something that is there, or all would end at 404."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return case
    if next(turns) % 2:
        return case
    operation = case.operation.definition.raw.get("operationId")
    if operation == "getPayment":
        case.path_parameters["payment_id"] = approved()
    elif operation == "readyPayment" and isinstance(case.body, dict):
        case.body["consultation_id"] = consultation()
    elif operation == "approvePayment" and isinstance(case.body, dict):
        as_order(case.body)
    elif operation == "cancelPayment" and isinstance(case.body, dict):
        case.body["payment_id"] = approved()
        if case.body.get("cancel_amount"):
            case.body["cancel_amount"] = 1 + int(case.body["cancel_amount"]) % PRICE
    return case


# Said of a request that is well formed, because of what the payment or the consultation is.
BY_STATE = {"AMOUNT_MISMATCH", "CANCEL_AMOUNT_EXCEEDS_BALANCE"}


def integral_float(value):
    return isinstance(value, float) and value.is_integer()


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Lets a valid request be refused for a rule that openapi.yaml has in words because no schema can say it."""
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 400:
        return True
    problem = response.json()
    sent = case.body if isinstance(case.body, dict) else {}
    if problem["code"] == "IDEMPOTENCY_KEY_REQUIRED":
        return not (sent.get("cancel_amount") and "Idempotency-Key" not in case.headers)
    if problem["code"] != "INVALID_REQUEST":
        return problem["code"] not in BY_STATE
    # A cursor is an earlier answer's; to JSON Schema 1.0 is an integer.
    return not (problem["field"] == "cursor" or integral_float(sent.get(problem["field"])))
