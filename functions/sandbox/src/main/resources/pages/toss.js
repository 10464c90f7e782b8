// Toss's browser SDK: loaded from where config.js says, the simulator's or the real one. Nothing else differs.
import { TOSS_SCRIPT } from "./config.js";

const PATIENCE_MS = 15_000;

export function loadToss() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const tooLate = setTimeout(() => reject(new Error("the payment widget did not load in time")), PATIENCE_MS);
    script.src = TOSS_SCRIPT;
    script.addEventListener("load", () => {
      clearTimeout(tooLate);
      const { TossPayments } = /** @type {any} */ (window);
      if (TossPayments) resolve(TossPayments);
      else reject(new Error("the payment widget's script brought no widget"));
    });
    script.addEventListener("error", () => {
      clearTimeout(tooLate);
      reject(new Error("the payment widget could not be loaded"));
    });
    document.head.append(script);
  });
}
