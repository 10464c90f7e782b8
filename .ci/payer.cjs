// A payer with a browser, at a shop whose pages are as those of Toss's samples: chooses, authenticates at the sandbox, and is shown what
// Toss answered the shop's server. Then the simulator's books have to say that just this was charged.
//
//     payer.cjs BROWSER ADDRESS [ENDING]    ENDING: how the pages' names end, .html or nothing
const assert = require("node:assert/strict");
const { chromium } = require("playwright-core");

const [browser, address, ending = ""] = process.argv.slice(2);
const TOSS = "http://localhost:3001";
const WON = 50_000;
const PATIENCE_MS = 30_000;

async function chooseInWidget(page) {
  await page.locator("#agreement input[value=all]").check();
}

const choose = (method) => (page) => page.locator(`#${method}`).click();

async function typeCard(page) {
  await page.locator("#field-expiry").fill("12/30");
  await page.locator("#field-cvc").fill("123");
  await page.locator("#field-password").fill("12");
}

const nothingToType = async () => {};

const WAYS = [
  { name: "widget, card", pages: "widget", choose: chooseInWidget, type: typeCard, status: "DONE" },
  { name: "CARD", pages: "payment", choose: choose("CARD"), type: typeCard, status: "DONE" },
  { name: "TRANSFER", pages: "payment", choose: choose("TRANSFER"), type: nothingToType, status: "DONE" },
  {
    name: "VIRTUAL_ACCOUNT",
    pages: "payment",
    choose: choose("VIRTUAL_ACCOUNT"),
    type: nothingToType,
    status: "WAITING_FOR_DEPOSIT",
  },
];

async function books(orderId) {
  const { payments } = await (await fetch(`${TOSS}/sandbox/payments?order_id=${orderId}`)).json();
  assert.equal(payments.length, 1);
  return payments[0];
}

async function pay(page, way) {
  await page.goto(`${address}/${way.pages}/checkout${ending}`);
  // A click on a page that does not listen yet is lost.
  await page.waitForLoadState("networkidle");
  await way.choose(page);
  await page.getByRole("button", { name: "결제하기", exact: true }).click();
  await page.waitForURL(`${TOSS}/v2/checkouts/**`);
  await way.type(page);
  await page.locator("button[type=submit]").click();
  await page.waitForURL(`${address}/${way.pages}/success${ending}?**`);

  const shown = await page.locator("#response pre").textContent();
  const { status, orderId, totalAmount } = JSON.parse(shown);
  assert.deepEqual({ status, totalAmount }, { status: way.status, totalAmount: WON }, shown);
  if (status === "WAITING_FOR_DEPOSIT") {
    assert.equal((await books(orderId)).charge_count, 0);
    await fetch(`${TOSS}/sandbox/deposits`, { method: "POST", body: JSON.stringify({ order_id: orderId }) });
  }
  const { charge_count, charged_amount } = await books(orderId);
  assert.deepEqual({ charge_count, charged_amount }, { charge_count: 1, charged_amount: WON });
  console.log(`${way.name}: ${status}, ${charged_amount} won charged once`);
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
