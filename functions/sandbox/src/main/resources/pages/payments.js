// The pages' client: whoever is signed in, in the page's language. And the platform's own routes; in the sandbox, its helpers.
import { ask, insist, PaymentsClient } from "./client.js";
import { language } from "./language.js";
import { accessToken, forgetToken } from "./session.js";

export { handedOver, Problem, Unsettled } from "./client.js";

export const client = new PaymentsClient({
  token: (refused) => {
    // An old token, or a sandbox that was started again.
    if (refused) forgetToken();
    return accessToken();
  },
  language,
});

/** @param {string | null} userId everybody's where it is null */
export const consultations = async (userId) => {
  const whose = userId ? `?user_id=${encodeURIComponent(userId)}` : "";
  const { body } = await insist(3, () => ask(`/sandbox/consultations${whose}`, { method: "GET" }));
  return body.consultations;
};

/**
 * Not sent again by itself: the platform would book twice.
 *
 * @param {string} userId
 * @param {string} title
 * @param {number} amount in won
 */
export const book = (userId, title, amount) =>
  ask("/sandbox/consultations", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user_id: userId, title, amount }),
  });
