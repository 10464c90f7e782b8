// A payer with a browser, at a shop whose pages are as those of Toss's samples: chooses, authenticates at the sandbox, and is shown what
// Toss answered the shop's server. Then the simulator's books have to say that just this was charged.
//
//     payer.cjs BROWSER ADDRESS [ENDING]    ENDING: how the pages' names end, .html or nothing
const assert = require("node:assert/strict");
const { chromium } = require("playwright-core");

const [browser, address, ending = ""] = process.argv.slice(2);
const TOSS = "http://localhost:3001";
const PRICE = { currency: "KRW", totalAmount: 50_000 };
const PATIENCE_MS = 30_000;

async function chooseInWidget(page) {
  await page.locator("#agreement input[value=all]").check();
}

async function typeCard(page) {
  await page.locator("#field-expiry").fill("12/30");
  await page.locator("#field-cvc").fill("123");
  await page.locator("#field-password").fill("12");
}

const WAYS = [
  { name: "widget, card", pages: "widget", choose: chooseInWidget, type: typeCard, said: { status: "DONE", ...PRICE } },
  { name: "CARD", type: typeCard, said: { status: "DONE", ...PRICE } },
  { name: "TRANSFER", said: { status: "DONE", ...PRICE } },
  { name: "VIRTUAL_ACCOUNT", said: { status: "WAITING_FOR_DEPOSIT", ...PRICE } },
  { name: "FOREIGN_EASY_PAY", said: { status: "DONE", currency: "USD", totalAmount: 100 } },
];

async function books(orderId) {
  const { payments } = await (await fetch(`${TOSS}/sandbox/payments?order_id=${orderId}`)).json();
  assert.equal(payments.length, 1);
  return payments[0];
}

async function pay(page, { name, pages = "payment", choose = () => page.locator(`#${name}`).click(), type = () => {}, said }) {
  await page.goto(`${address}/${pages}/checkout${ending}`);
  // A click on a page that does not listen yet is lost.
  await page.waitForLoadState("networkidle");
  await choose(page);
  await page.getByRole("button", { name: "결제하기", exact: true }).click();
  await page.waitForURL(`${TOSS}/v2/checkouts/**`);
  await type(page);
  await page.locator("button[type=submit]").click();
  await page.waitForURL(`${address}/${pages}/success${ending}?**`);

  const shown = await page.locator("#response pre").textContent();
  const { orderId, status, currency, totalAmount } = JSON.parse(shown);
  assert.deepEqual({ status, currency, totalAmount }, said, shown);
  if (status === "WAITING_FOR_DEPOSIT") {
    assert.equal((await books(orderId)).charge_count, 0);
    await fetch(`${TOSS}/sandbox/deposits`, { method: "POST", body: JSON.stringify({ order_id: orderId }) });
  }
  const { charge_count, charged_amount } = await books(orderId);
  assert.deepEqual({ charge_count, charged_amount }, { charge_count: 1, charged_amount: totalAmount });
  console.log(`${name}: ${status}, ${charged_amount} ${currency} charged once`);
}

async function main() {
  const chrome = await chromium.launch({
    executablePath: browser,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    for (const way of WAYS) {
      const page = await chrome.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      try {
        await pay(page, way);
      } catch (error) {
        console.error(`${way.name} failed at ${page.url()}`, complaints);
        throw error;
      }
      assert.deepEqual(complaints, []);
      await page.close();
    }
  } finally {
    await chrome.close();
  }
}

main();
