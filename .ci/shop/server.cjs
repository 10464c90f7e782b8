// A small shop that takes payments as Toss's samples do: its server hands on to Toss what the page behind successUrl found in its query, all
// of it text, with the secret key of the pair that the checkout page has. .ci/samples pays in it.
const path = require("node:path");
const express = require("express");

const TOSS = "http://localhost:3001";
const SECRET_KEYS = { widget: "test_gsk_sandbox", payment: "test_sk_sandbox" };

const app = express();
app.use(express.json());
app.use("/sdk", express.static(path.dirname(require.resolve("@tosspayments/tosspayments-sdk"))));
app.use("/pages", express.static(__dirname));
app.get("/:pair/:page", (request, response) => response.sendFile(`${request.params.page}.html`, { root: __dirname }));

app.post("/confirm/:pair", async (request, response) => {
  const { paymentKey, orderId, amount } = request.body;
  const answer = await fetch(`${TOSS}/v1/payments/confirm`, {
    method: "POST",
    headers: {
      Authorization: `Basic ${btoa(`${SECRET_KEYS[request.params.pair]}:`)}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ paymentKey, orderId, amount }),
  });
  response.status(answer.status).json(await answer.json());
});

app.listen(4000);
