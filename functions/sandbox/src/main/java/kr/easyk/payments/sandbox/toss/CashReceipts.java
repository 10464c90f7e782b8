package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cash receipts (현금영수증) of a payment from an account: one for its charge where the payer has asked for one, and one that takes
 * back so much for each refund.
 */
record CashReceipts(@Nullable Word type, List<Receipt> issued) {
    private static final CashReceipts NONE = new CashReceipts(null, List.of());

    private record Receipt(
            String transactionType,
            String transactionKey,
            long won,
            @Nullable String at) {}

    static CashReceipts of(Purchase payment) {
        Word type = payment.opening().cashReceipt();
        String chargeKey = payment.chargeKey();
        Method method = payment.means().method();
        boolean fromAccount = method == Method.TRANSFER || method == Method.VIRTUAL_ACCOUNT;
        if (type == null || chargeKey == null || !fromAccount) {
            return NONE;
        }
        List<Receipt> issued = new ArrayList<>();
        issued.add(new Receipt("CONFIRM", chargeKey, payment.amount(), PaymentJson.time(payment.approvedAt())));
        payment.cancels()
                .forEach(cancel -> issued.add(new Receipt(
                        "CANCEL", cancel.transactionKey(), cancel.amount(), PaymentJson.time(cancel.at()))));
        return new CashReceipts(type, issued);
    }

    /** {@code cashReceipt} is the charge's, {@code cashReceipts} are all. */
    void show(ObjectNode payment, boolean english) {
        if (type == null) {
            payment.putNull("cashReceipt").putNull("cashReceipts");
            return;
        }
        String kind = type.in(english);
        payment.set("cashReceipt", common(kind, issued.get(0)).put("taxFreeAmount", 0));
        ArrayNode all = payment.putArray("cashReceipts");
        for (Receipt each : issued) {
            all.add(common(kind, each)
                    .put("orderId", payment.path("orderId").textValue())
                    .put("orderName", payment.path("orderName").textValue())
                    .put("transactionType", each.transactionType())
                    .put("businessNumber", "1208801280")
                    .put("customerIdentityNumber", "010*****234")
                    .put("taxFreeAmount", 0)
                    .put("issueStatus", "COMPLETED")
                    .putNull("failure")
                    .put("requestedAt", each.at()));
        }
    }

    private static ObjectNode common(String type, Receipt receipt) {
        return Json.object()
                .put("type", type)
                .put("receiptKey", receipt.transactionKey())
                .put("issueNumber", receipt.transactionKey().replaceAll("[^0-9]", ""))
                .put("receiptUrl", "https://toss.invalid/cash-receipt/" + receipt.transactionKey())
                .put("amount", receipt.won());
    }
}
