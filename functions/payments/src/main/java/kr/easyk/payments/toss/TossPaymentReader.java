package kr.easyk.payments.toss;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.TossPayment;
import kr.easyk.payments.model.VirtualAccount;
import org.jspecify.annotations.Nullable;

/** Reads Toss's objects. What is needed must be there and of the right type; what is not known is passed over. */
final class TossPaymentReader {
    /** Toss names methods in Korean, whatever else it translates. */
    private static final Map<String, PaymentMethod> METHODS = Map.of(
            "카드", PaymentMethod.CARD,
            "가상계좌", PaymentMethod.VIRTUAL_ACCOUNT,
            "간편결제", PaymentMethod.EASY_PAY,
            "휴대폰", PaymentMethod.MOBILE_PHONE,
            "계좌이체", PaymentMethod.TRANSFER,
            "문화상품권", PaymentMethod.CULTURE_GIFT_CERTIFICATE,
            "도서문화상품권", PaymentMethod.BOOK_GIFT_CERTIFICATE,
            "게임문화상품권", PaymentMethod.GAME_GIFT_CERTIFICATE);

    /** Where the name says nothing, the part of the answer that is filled in does. An easy payment by card has both: it comes first. */
    private static final List<Map.Entry<String, PaymentMethod>> PARTS = List.of(
            Map.entry("virtualAccount", PaymentMethod.VIRTUAL_ACCOUNT),
            Map.entry("easyPay", PaymentMethod.EASY_PAY),
            Map.entry("card", PaymentMethod.CARD),
            Map.entry("transfer", PaymentMethod.TRANSFER),
            Map.entry("mobilePhone", PaymentMethod.MOBILE_PHONE));

    private TossPaymentReader() {}

    /** @throws UnreadableAnswer naming the field at fault */
    static TossPayment read(JsonNode json) throws UnreadableAnswer {
        try {
            return new TossPayment(
                    text(json, "paymentKey"),
                    text(json, "orderId"),
                    status(text(json, "status")),
                    won(json, "totalAmount"),
                    won(json, "balanceAmount"),
                    text(json, "currency"),
                    method(json),
                    time(json, "approvedAt"),
                    optionalText(json, "secret"),
                    optionalText(json.path("receipt"), "url"),
                    virtualAccount(json.path("virtualAccount")),
                    failure(json.path("failure")),
                    cancels(json.path("cancels")),
                    optionalText(json, "lastTransactionKey"));
        } catch (DateTimeException e) {
            throw new UnreadableAnswer("a time");
        }
    }

    /** @throws UnreadableAnswer naming the field at fault */
    static TossTransaction transaction(JsonNode json) throws UnreadableAnswer {
        return new TossTransaction(
                text(json, "transactionKey"),
                text(json, "orderId"),
                text(json, "status"),
                "가상계좌".equals(optionalText(json, "method")));
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

    /** Only those that are done: a cancel of an overseas easy payment may still be under way, or have been given up. */
    private static List<TossPayment.Cancel> cancels(JsonNode json) throws UnreadableAnswer {
        List<TossPayment.Cancel> cancels = new ArrayList<>();
        for (JsonNode each : json) {
            String status = optionalText(each, "cancelStatus");
            if (status == null || status.equals("DONE")) {
                Instant cancelledAt = time(each, "canceledAt");
                if (cancelledAt == null) {
                    throw new UnreadableAnswer("canceledAt");
                }
                String reason = optionalText(each, "cancelReason");
                cancels.add(new TossPayment.Cancel(
                        text(each, "transactionKey"),
                        won(each, "cancelAmount"),
                        reason == null ? "" : reason,
                        cancelledAt));
            }
        }
        return cancels;
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
