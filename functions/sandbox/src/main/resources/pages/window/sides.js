// Whether both sides say the same about the money.
const OURS = {
  pending: "nothing",
  approving: "nothing",
  failed: "nothing",
  expired: "nothing",
  waiting_for_deposit: "waiting",
  approved: "charged",
  partially_cancelled: "part",
  cancelled: "back",
};

const THEIRS = {
  READY: "nothing",
  IN_PROGRESS: "nothing",
  ABORTED: "nothing",
  EXPIRED: "nothing",
  WAITING_FOR_DEPOSIT: "waiting",
  DONE: "charged",
  PARTIAL_CANCELED: "part",
  CANCELED: "back",
};

/** How a status looks: nothing, open (asked, not known yet), waiting, charged, part, back, or bad. */
export const look = (status) =>
  ({ approving: "open", failed: "bad", expired: "bad", ABORTED: "bad", EXPIRED: "bad" })[status] ??
  OURS[status] ??
  THEIRS[status] ??
  "nothing";

/** Whether all has gone back is said by the balance: what is refunded in parts stays PARTIAL_CANCELED at Toss. */
const meaning = ({ status, balance_amount }) =>
  status === "PARTIAL_CANCELED" && balance_amount === 0 ? "back" : THEIRS[status];

/** True where both sides mean the same. A payment Toss has never heard of is one where nothing has moved. */
export function agree(ours, theirs) {
  const there = theirs ? meaning(theirs) : "nothing";
  if (OURS[ours.status] !== there) return false;
  return there !== "part" || ours.balance_amount === theirs.balance_amount;
}
