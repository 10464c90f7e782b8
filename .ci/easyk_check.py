"""The platform's back end, of the Python in functions/docs/easyk.md; run, it books, pays, withdraws and refunds in the sandbox."""

import json
import os
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import jwt
import platform_side as easyk
from fastapi import FastAPI

app = FastAPI()
app.include_router(easyk.router)

API = "http://localhost:3000/api/payments"
TOSS = "http://localhost:3001"


def call(url: str, body: dict | None = None, token: str = "") -> tuple[int, dict]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise SystemExit(f"{what}: {found}, not {wanted}")
    print(f"   {what}: {found}")


def signed_before_the_key_was_changed(token: str) -> str | None:
    """The token of the run before this one."""
    kept = Path(os.environ["WORK"], "token")
    before = kept.read_text(encoding="utf-8") if kept.exists() else None
    kept.write_text(token, encoding="utf-8")
    return before


def main() -> None:
    payer, other = str(uuid.uuid4()), str(uuid.uuid4())
    token = easyk.create_access_token(payer)
    consultation, called_off = str(uuid.uuid4()), str(uuid.uuid4())
    expect("the back end knows its own token", easyk.user_of(token), payer)
    if before := signed_before_the_key_was_changed(token):
        expect("a token signed with the former key", call(API, token=before)[0], 200)
        expect("is not signed with this one", before.partition(".")[0] == token.partition(".")[0], False)
    for id in (consultation, called_off, consultation):
        easyk.offer(id, payer, "Visa consultation", 50_000)

    claims = {"sub": "mina@example.com", "exp": int(time.time()) + 600}
    old = jwt.encode(claims, "a secret that both sides have to know", algorithm="HS256")
    expect("a token as easyK's today", call(f"{API}/ready", {"consultation_id": consultation}, old)[0], 401)
    expect("and for the back end", easyk.user_of(old), None)
    stranger = easyk.create_access_token(other)
    expect("somebody else", call(f"{API}/ready", {"consultation_id": consultation}, stranger)[0], 404)

    expect("withdrawn", easyk.withdraw(called_off), True)
    status, problem = call(f"{API}/ready", {"consultation_id": called_off}, token)
    expect("then ready", (status, problem["code"]), (409, "CONSULTATION_WITHDRAWN"))

    _, ready = call(f"{API}/ready", {"consultation_id": consultation, "amount": 50_000}, token)
    order = {"order_id": ready["order_id"], "amount": ready["amount"]}
    _, authenticated = call(f"{TOSS}/sandbox/authentications", order)
    query = {"paymentKey": authenticated["payment_key"], "orderId": ready["order_id"], "amount": ready["amount"]}
    status, payment = call(f"{API}/approve", query, token)
    expect("approve", (status, payment["status"]), (200, "approved"))
    both = [consultation, called_off]
    expect("paid", easyk.payment_statuses(both), {consultation: "completed", called_off: "pending"})
    expect("withdrawn when paid", easyk.withdraw(consultation), False)

    refund = {"payment_id": payment["payment_id"], "cancel_reason": "The adviser is ill"}
    expect("a stranger's refund", call(f"{API}/cancel", refund, stranger)[0], 404)
    administrator = easyk.create_access_token(other, refunds_for_others=True)
    status, payment = call(f"{API}/cancel", refund, administrator)
    expect("an administrator's", (status, payment["status"]), (200, "cancelled"))
    expect("refunded", easyk.payment_statuses([consultation]), {consultation: "refunded"})


if __name__ == "__main__":
    main()
