package kr.easyk.payments.toss;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Order;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.TossPayment;
import kr.easyk.payments.model.VirtualAccount;
import org.jspecify.annotations.Nullable;

/** Reads Toss's objects. What is needed must be there and of the right type; what is not known is passed over. */
final class TossPaymentReader {
    /** By their Korean names. In English, which a caller can ask for, the part that is filled in says as much. */
    private static final Map<String, PaymentMethod> METHODS = Map.of(
            "카드", PaymentMethod.CARD,
            "가상계좌", PaymentMethod.VIRTUAL_ACCOUNT,
            "간편결제", PaymentMethod.EASY_PAY,
            "해외간편결제", PaymentMethod.FOREIGN_EASY_PAY,
            "휴대폰", PaymentMethod.MOBILE_PHONE,
            "계좌이체", PaymentMethod.TRANSFER,
            "문화상품권", PaymentMethod.CULTURE_GIFT_CERTIFICATE,
            "도서문화상품권", PaymentMethod.BOOK_GIFT_CERTIFICATE,
            "게임문화상품권", PaymentMethod.GAME_GIFT_CERTIFICATE);

    /** Where the name says nothing, the part of the answer that is filled in does. An easy payment by card has both: it comes first. */
    private static final List<Map.Entry<String, PaymentMethod>> PARTS = List.of(
            Map.entry("virtualAccount", PaymentMethod.VIRTUAL_ACCOUNT),
            Map.entry("foreignEasyPay", PaymentMethod.FOREIGN_EASY_PAY),
            Map.entry("easyPay", PaymentMethod.EASY_PAY),
            Map.entry("card", PaymentMethod.CARD),
            Map.entry("transfer", PaymentMethod.TRANSFER),
            Map.entry("mobilePhone", PaymentMethod.MOBILE_PHONE));

    private static final int LONGEST_URL = 2_048;

    private TossPaymentReader() {}

    /** @throws UnreadableAnswer naming the field at fault */
    static TossPayment read(JsonNode json) throws UnreadableAnswer {
        String currency = text(json, "currency");
        try {
            return new TossPayment(
                    text(json, "paymentKey"),
                    text(json, "orderId"),
                    status(text(json, "status")),
                    amount(json, "totalAmount", currency),
                    amount(json, "balanceAmount", currency),
                    currency,
                    method(json),
                    time(json, "approvedAt"),
                    optionalText(json, "secret"),
                    receiptUrl(json.path("receipt")),
                    virtualAccount(json.path("virtualAccount")),
                    failure(json.path("failure")),
                    cancels(json.path("cancels"), currency),
                    optionalText(json, "lastTransactionKey"));
        } catch (DateTimeException e) {
            throw new UnreadableAnswer("a time");
        }
    }

    /** @throws UnreadableAnswer naming the field at fault */
    static TossTransaction transaction(JsonNode json) throws UnreadableAnswer {
        return new TossTransaction(
                text(json, "transactionKey"), text(json, "paymentKey"), text(json, "orderId"), text(json, "status"));
    }

    /** One too long to be kept is no receipt that anybody could be sent to. */
    private static @Nullable String receiptUrl(JsonNode receipt) {
        String url = optionalText(receipt, "url");
        return url == null || url.length() > LONGEST_URL ? null : url;
    }

    private static TossPayment.Status status(String name) {
        for (TossPayment.Status status : TossPayment.Status.values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        return TossPayment.Status.UNRECOGNISED;
    }

    private static @Nullable PaymentMethod method(JsonNode json) {
        String name = optionalText(json, "method");
        if (name == null) {
            return null;
        }
        PaymentMethod known = METHODS.get(name);
        if (known != null) {
            return known;
        }
        return PARTS.stream()
                .filter(part -> json.path(part.getKey()).isObject())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(PaymentMethod.OTHER);
    }

    private static @Nullable VirtualAccount virtualAccount(JsonNode json) throws UnreadableAnswer {
        if (!json.isObject()) {
            return null;
        }
        Instant dueDate = time(json, "dueDate");
        if (dueDate == null) {
            throw new UnreadableAnswer("dueDate");
        }
        return new VirtualAccount(
                text(json, "bankCode"), text(json, "accountNumber"), optionalText(json, "customerName"), dueDate);
    }

    private static @Nullable Failure failure(JsonNode json) {
        String code = optionalText(json, "code");
        String message = optionalText(json, "message");
        return code == null ? null : new Failure(code, message == null ? "" : message);
    }

    private static List<TossPayment.Cancel> cancels(JsonNode json, String currency) throws UnreadableAnswer {
        List<TossPayment.Cancel> cancels = new ArrayList<>();
        for (JsonNode each : json) {
            TossPayment.CancelStatus status = cancelStatus(optionalText(each, "cancelStatus"));
            Instant cancelledAt = time(each, "canceledAt");
            if (cancelledAt == null && status == TossPayment.CancelStatus.DONE) {
                throw new UnreadableAnswer("canceledAt");
            }
            String reason = optionalText(each, "cancelReason");
            cancels.add(new TossPayment.Cancel(
                    text(each, "transactionKey"),
                    amount(each, "cancelAmount", currency),
                    reason == null ? "" : reason,
                    cancelledAt,
                    status,
                    each.path("refundableAmount").isNumber() ? amount(each, "refundableAmount", currency) : null));
        }
        return cancels;
    }

    private static TossPayment.CancelStatus cancelStatus(@Nullable String name) {
        if (name == null || name.equals("DONE")) {
            return TossPayment.CancelStatus.DONE;
        }
        return name.equals("ABORTED") ? TossPayment.CancelStatus.ABORTED : TossPayment.CancelStatus.IN_PROGRESS;
    }

    private static String text(JsonNode json, String name) throws UnreadableAnswer {
        String value = optionalText(json, name);
        if (value == null) {
            throw new UnreadableAnswer(name);
        }
        return value;
    }

    private static @Nullable String optionalText(JsonNode json, String name) {
        return json.path(name).textValue();
    }

    /**
     * In another currency than won a payment fits no record. All that its amounts must tell is whether there is money, and a part of one
     * counts as one: unread, a payment of some cents would stay open for good.
     */
    private static long amount(JsonNode json, String name, String currency) throws UnreadableAnswer {
        if (currency.equals(Order.KRW)) {
            return won(json, name);
        }
        JsonNode value = json.path(name);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw new UnreadableAnswer(name);
        }
        try {
            return value.decimalValue().setScale(0, RoundingMode.CEILING).longValueExact();
        } catch (ArithmeticException tooLarge) {
            throw new UnreadableAnswer(name);
        }
    }

    /** Toss sends amounts as JSON numbers; {@code 50000.0} is one, half a won is not. */
    private static long won(JsonNode json, String name) throws UnreadableAnswer {
        JsonNode value = json.path(name);
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw new UnreadableAnswer(name);
        }
        return value.longValue();
    }

    private static @Nullable Instant time(JsonNode json, String name) {
        String text = optionalText(json, name);
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
    }
}
