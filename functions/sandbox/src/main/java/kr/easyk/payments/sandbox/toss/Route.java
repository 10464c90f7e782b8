package kr.easyk.payments.sandbox.toss;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of Toss's calls a request is. A confirm that has its key in the path is of the time before API version 2022-11-16; Toss
 * serves it on.
 *
 * @param operation confirm, cancel, lookup, transactions or settlements
 */
record Route(
        String operation,
        @Nullable String paymentKey,
        @Nullable String orderId) {
    static Route of(Call call) {
        List<String> path = call.segments();
        boolean payments = path.size() >= 3 && path.subList(0, 2).equals(List.of("v1", "payments"));
        if (call.method().equals("POST") && payments) {
            if (path.size() == 3 && path.get(2).equals("confirm")) {
                return new Route("confirm", null, null);
            }
            if (path.size() == 3) {
                return new Route("confirm", path.get(2), null);
            }
            if (path.size() == 4 && path.get(3).equals("cancel")) {
                return new Route("cancel", path.get(2), null);
            }
        }
        if (call.method().equals("GET") && payments) {
            if (path.size() == 3) {
                return new Route("lookup", path.get(2), null);
            }
            if (path.size() == 4 && path.get(2).equals("orders")) {
                return new Route("lookup", null, path.get(3));
            }
        }
        if (call.method().equals("GET") && path.equals(List.of("v1", "transactions"))) {
            return new Route("transactions", null, null);
        }
        if (call.method().equals("GET") && path.equals(List.of("v1", "settlements"))) {
            return new Route("settlements", null, null);
        }
        throw TossError.NOT_FOUND.refusal();
    }
}
