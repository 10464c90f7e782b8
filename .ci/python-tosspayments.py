"""Lets PyPI's python-tosspayments, with nothing in it changed but the address, pay and refund at the sandbox's simulator."""

import datetime
import json
import sys
import urllib.request

from tosspayments.main import TossPayments

TOSS = "http://localhost:3001/"
ORDER = "python_000001"


def same(expected: object, found: object) -> None:
    if expected != found:
        sys.exit(f"expected {expected!r}, found {found!r}")


client = TossPayments("test_gsk_sandbox")
client._TossPayments__base_url = TOSS

payer = json.dumps({"order_id": ORDER, "amount": 50000}).encode()
with urllib.request.urlopen(f"{TOSS}sandbox/authentications", payer) as answer:
    key = json.load(answer)["payment_key"]

# As the servers of Toss's samples do it, which pass on what the query held.
paid = client.confirm(key, ORDER, "50000", idempotency_key=ORDER)
same("DONE", paid["status"])
same(paid, client.confirm(key, ORDER, "50000", idempotency_key=ORDER))
same(paid, client.get_payment_by_payment_key(key))
same(paid, client.get_payment_by_order_id(ORDER))

# Its path has a slash before the query, and its dates no time.
today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()
rows = client.get_transaction(str(today), str(today + datetime.timedelta(days=1)))
same([50000], [row["amount"] for row in rows if row["orderId"] == ORDER])

same(30000, client.cancel(key, {"cancelReason": "part", "cancelAmount": "20000"})["balanceAmount"])
same("PARTIAL_CANCELED", client.cancel(key, {"cancelReason": "rest"})["status"])
try:
    client.get_payment_by_payment_key("unknown")
    sys.exit("an unknown payment was found")
except Exception as refused:
    same((404, "NOT_FOUND_PAYMENT"), (refused.code, refused.error_type))
