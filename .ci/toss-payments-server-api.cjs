// Lets npm's toss-payments-server-api, made of another description of Toss's API, pay and refund at the sandbox's simulator. Its confirm
// is the one from before API version 2022-11-16, which has the key in its path.
const assert = require("node:assert/strict");
const { functional, HttpError } = require("toss-payments-server-api");

const TOSS = "http://localhost:3001";
const ORDER = "node_000001";
const payments = functional.v1.payments;
const merchant = { host: TOSS, headers: { Authorization: `Basic ${btoa("test_gsk_sandbox:")}` } };

async function main() {
  const payer = { order_id: ORDER, amount: 50_000 };
  const answer = await fetch(`${TOSS}/sandbox/authentications`, { method: "POST", body: JSON.stringify(payer) });
  const { payment_key } = await answer.json();

  const paid = await payments.approve(merchant, payment_key, { orderId: ORDER, amount: 50_000 });
  assert.equal(paid.status, "DONE");
  assert.deepEqual(await payments.at(merchant, payment_key), paid);
  const again = payments.approve(merchant, payment_key, { orderId: ORDER, amount: 50_000 });
  await assert.rejects(again, (refused) => refused instanceof HttpError && JSON.parse(refused.message).code === "ALREADY_PROCESSED_PAYMENT");

  const part = await payments.cancel(merchant, payment_key, { cancelReason: "part", cancelAmount: 20_000 });
  assert.equal(part.balanceAmount, 30_000);
  assert.equal((await payments.cancel(merchant, payment_key, { cancelReason: "rest" })).status, "PARTIAL_CANCELED");
}

main();
