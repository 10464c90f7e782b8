package kr.easyk.payments.sandbox.explore;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import kr.easyk.payments.ReconcilePayments;
import kr.easyk.payments.ReconcileScope;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.sandbox.toss.Account;
import kr.easyk.payments.store.PaymentStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What must hold after every step, and what must hold when all is over. Each answers with the first promise that is broken. */
final class Promises {
    /** How far apart reconcile runs at the end: far enough for every attempt, window and due date to be over in the end. */
    private static final List<Duration> AFTERWARDS = Stream.of(
                    "PT0S", "PT31S", "PT1M", "PT5M", "PT15M", "PT20M", "PT20M", "PT20M", "PT20M", "PT1H", "PT6H", "P1D",
                    "P8D", "P1D", "P1D")
            .map(Duration::parse)
            .toList();

    private Promises() {}

    /** All that is in the tables, to be held against what is there a step later. */
    static Map<String, Map<String, AttributeValue>> versions(World world) {
        Map<String, Map<String, AttributeValue>> items = new HashMap<>();
        world.dynamoDb()
                .items(World.PAYMENTS)
                .forEach(item -> items.put(item.get("payment_id").s(), item));
        world.dynamoDb()
                .items(World.CONSULTATIONS)
                .forEach(item -> items.put(item.get("consultation_id").s(), item));
        return items;
    }

    /** @param before the payments and consultations as they were a step ago, by their ids */
    static @Nullable String brokenNow(World world, Map<String, Map<String, AttributeValue>> before) {
        Map<String, Integer> open = new HashMap<>();
        Map<String, Integer> paying = new HashMap<>();
        for (Map<String, AttributeValue> item : world.dynamoDb().items(World.PAYMENTS)) {
            String id = item.get("payment_id").s();
            String consultation = item.get("consultation_id").s();
            Account account = world.books().account(item.get("toss_order_id").s());
            if (account.chargeCount() > 1) {
                return "order " + id + " was charged " + account.chargeCount() + " times";
            }
            boolean byDeposit = item.containsKey("virtual_account");
            if (account.held() > 0 && !(byDeposit && world.scenario().excepts(Scenario.Except.LATE_DEPOSITS))) {
                paying.merge(consultation, 1, Integer::sum);
            }
            if (account.held() > 0 && !byDeposit && isLost(item)) {
                return "payment " + id + " is " + item.get("status").s() + ", and Toss has taken its money";
            }
            if (PaymentStatus.ofWireName(item.get("status").s()).isOpen()) {
                open.merge(consultation, 1, Integer::sum);
            }
            String written = versionsBroken(id, before.get(id), item);
            if (written != null) {
                return written;
            }
            String claimed = claimBroken(world, id, before.get(id), item, account);
            if (claimed != null) {
                return claimed;
            }
        }
        for (Map<String, AttributeValue> item : world.dynamoDb().items(World.CONSULTATIONS)) {
            String id = item.get("consultation_id").s();
            Map<String, AttributeValue> old = before.getOrDefault(id, Map.of());
            if (isWithdrawn(old) && !isWithdrawn(item)) {
                return "consultation " + id + " was withdrawn and is shown as "
                        + item.get("payment_status").s();
            }
        }
        for (Map.Entry<String, Integer> each : open.entrySet()) {
            if (each.getValue() > 1) {
                return each.getValue() + " payments are open for consultation " + each.getKey();
            }
        }
        for (Map.Entry<String, Integer> each : paying.entrySet()) {
            if (each.getValue() > 1) {
                return "consultation " + each.getKey() + " is charged for by " + each.getValue() + " payments";
            }
        }
        return null;
    }

    private static boolean isWithdrawn(Map<String, AttributeValue> consultation) {
        return AttributeValue.fromS("withdrawn").equals(consultation.get("payment_status"));
    }

    /** Whether its consultation can be paid by another payment. */
    private static boolean isLost(Map<String, AttributeValue> item) {
        return PaymentStatus.ofWireName(item.get("status").s()).isLost();
    }

    /** Nothing is charged before it is claimed, and nothing claimed that the consultation does not ask for. */
    private static @Nullable String claimBroken(
            World world,
            String id,
            @Nullable Map<String, AttributeValue> old,
            Map<String, AttributeValue> item,
            Account account) {
        String status = item.get("status").s();
        if (status.equals("pending") && account.chargeCount() > 0) {
            return "order " + id + " was charged before it was claimed";
        }
        if (old == null || !status.equals("approving") || old.get("status").s().equals("approving")) {
            return null;
        }
        Map<String, AttributeValue> consultation = world.dynamoDb()
                .item(World.CONSULTATIONS, item.get("consultation_id").s());
        boolean asked = !consultation.isEmpty()
                && consultation.get("payment_status").s().equals("pending")
                && !consultation.containsKey("charged_payment_id")
                && consultation.get("amount").equals(item.get("amount"))
                && consultation.get("payment_id").s().equals(id);
        return asked ? null : "payment " + id + " was claimed for a consultation that is " + consultation;
    }

    private static @Nullable String versionsBroken(
            String id, @Nullable Map<String, AttributeValue> old, Map<String, AttributeValue> item) {
        if (old == null || old.equals(item)) {
            return null;
        }
        long was = Long.parseLong(old.get("version").n());
        long is = Long.parseLong(item.get("version").n());
        if (is == was) {
            Map<String, AttributeValue> putOff = new HashMap<>(old);
            putOff.put("next_check_at", item.getOrDefault("next_check_at", AttributeValue.fromNul(true)));
            return putOff.equals(item) ? null : "version " + is + " of payment " + id + " was written twice";
        }
        return is == was + 1 ? null : "version " + was + " of payment " + id + " was followed by " + is;
    }

    /** Lets reconcile run until nothing is left to be done, and holds everything against Toss's books. */
    static @Nullable String brokenAtTheEnd(World world) {
        for (Told each : world.told()) {
            boolean fails = each.words().startsWith(world.isWithoutFaults() ? "500" : "500 after");
            if (fails || isStrangerToldMore(each)) {
                return each.by() + " was told " + each.words();
            }
        }
        String unheard = unheardBroken(world);
        if (unheard != null) {
            return unheard;
        }
        Instance instance = world.cold();
        settle(world, instance);
        List<Payment> payments = new ArrayList<>();
        PaymentStore store = PaymentStore.with(instance.wiring());
        for (Map<String, AttributeValue> item : world.dynamoDb().items(World.PAYMENTS)) {
            payments.add(store.find(item.get("payment_id").s()).orElseThrow());
        }
        for (Payment each : payments) {
            String broken = recordBroken(world, each);
            if (broken != null) {
                return broken;
            }
        }
        for (Map<String, AttributeValue> each : world.dynamoDb().items(World.CONSULTATIONS)) {
            String broken = consultationBroken(world, each, payments);
            if (broken != null) {
                return broken;
            }
        }
        for (Told each : world.told()) {
            String broken = toldBroken(world, each, payments);
            if (broken != null) {
                return broken;
            }
        }
        return null;
    }

    /** Somebody else's payments and consultations are, to a stranger, not there. */
    private static boolean isStrangerToldMore(Told told) {
        Caller caller = told.caller();
        if (caller == null || caller.admin() || caller.userId().equals(Preparation.PAYER)) {
            return false;
        }
        boolean nothing = told.reason() == null
                || told.reason() == Reason.PAYMENT_NOT_FOUND
                || told.reason() == Reason.CONSULTATION_NOT_FOUND;
        return told.payment() != null || !nothing;
    }

    /** Before reconcile has looked. */
    private static @Nullable String unheardBroken(World world) {
        if (!world.scenario().isHeardOfByWebhooks() || !world.isWithoutFaults()) {
            return null;
        }
        for (Map<String, AttributeValue> item : world.dynamoDb().items(World.PAYMENTS)) {
            Account account = world.books().account(item.get("toss_order_id").s());
            String balance = item.get("balance_amount").n();
            if (!balance.equals(Long.toString(account.held()))) {
                return "after all its webhooks, payment "
                        + item.get("payment_id").s() + " has a balance of " + balance + ", and Toss has " + account;
            }
        }
        return null;
    }

    private static void settle(World world, Instance instance) {
        boolean quiet = false;
        for (int i = 0; i < AFTERWARDS.size(); i++) {
            world.pass(AFTERWARDS.get(i));
            boolean last = i == AFTERWARDS.size() - 1;
            if (!quiet || last) {
                quiet = isQuietAfterARun(world, instance) && i > 1;
            }
        }
    }

    /** Where nothing is open and nothing has changed, no run changes anything until something happens, and nothing does any more. */
    private static boolean isQuietAfterARun(World world, Instance instance) {
        world.books().endRefundsUnderWay();
        Digest before = world.dynamoDb().digest();
        ReconcilePayments.Run run = ReconcilePayments.with(instance.wiring(), instance.toss())
                .run(new ReconcileScope.WhatIsDue(), instance.journal());
        return run.complete()
                && run.open().count() == 0
                && world.dynamoDb().digest().equals(before);
    }

    private static @Nullable String recordBroken(World world, Payment payment) {
        Account account = world.books().account(payment.order().orderId());
        String what = "payment " + payment.paymentId() + " is " + payment.statusName() + ", balance "
                + payment.balance() + ", with refunds " + words(payment) + ", and Toss has " + account + ": ";
        if (payment.balance() != account.held()) {
            return what + "another balance";
        }
        if (payment.isOpen()
                || payment.isOutcomeUnknown()
                || payment.refundUnderWay().isPresent()) {
            return what + "something is still under way";
        }
        if (payment.looks().next() != null) {
            return what + "it is still looked at";
        }
        boolean charged = account.chargeCount() > 0;
        PaymentStatus expected = account.held() == payment.amount()
                ? PaymentStatus.APPROVED
                : account.held() == 0 ? PaymentStatus.CANCELLED : PaymentStatus.PARTIALLY_CANCELLED;
        if (charged ? payment.status() != expected : payment.wasCharged()) {
            return what + "another status";
        }
        return charged ? refundsBroken(world, payment, account, what) : null;
    }

    private static String words(Payment payment) {
        List<String> words = payment.refunds().all().stream()
                .map(each -> (each.wish() == null ? "dashboard " : "wish ") + each.amount() + " " + each.statusName()
                        + (each.failure() == null ? "" : " " + each.failure().code()))
                .toList();
        return words.toString();
    }

    private static @Nullable String refundsBroken(World world, Payment payment, Account account, String what) {
        List<Refund> made = payment.refunds().all().stream()
                .filter(each -> each.status() == Refund.Status.DONE)
                .toList();
        if (made.size() != account.refundCount()) {
            return what + "another number of refunds";
        }
        if (payment.refunds().made() != account.refundedAmount()) {
            return what + "another sum of refunds";
        }
        Set<String> atToss = new HashSet<>();
        for (JsonNode each : world.books()
                .shown(String.valueOf(payment.claim().paymentKey()))
                .path("cancels")) {
            if (!each.path("cancelStatus").asText().equals("ABORTED")) {
                atToss.add(each.path("transactionKey").asText());
            }
        }
        for (Refund each : made) {
            if (!atToss.remove(String.valueOf(each.transactionKey()))) {
                return what + "a refund that is not at Toss, or is there once and here twice";
            }
            String attributed = attributionBroken(world, each);
            if (attributed != null) {
                return what + attributed;
            }
            if (each.wish() != null && each.wish().whole() && payment.balance() != 0) {
                return what + "a wish for all is done, and something is left";
            }
        }
        if (!atToss.isEmpty()) {
            return what + "refunds at Toss that are not here";
        }
        return isAnyRefusedInVain(world, payment) ? what + "a wish was refused that could have been granted" : null;
    }

    /** Where nothing went wrong, a wish is refused for one reason only: that there is not enough left. */
    private static boolean isAnyRefusedInVain(World world, Payment payment) {
        return world.isWithoutFaults()
                && payment.refunds().all().stream()
                        .filter(each -> each.status() == Refund.Status.FAILED && each.wish() != null)
                        .filter(each -> each.transactionKey() == null)
                        .anyMatch(each ->
                                each.wish().whole() ? payment.balance() > 0 : each.amount() <= payment.balance());
    }

    private static @Nullable String attributionBroken(World world, Refund refund) {
        String key = world.books().madeUnder(String.valueOf(refund.transactionKey()));
        if (key == null) {
            return refund.wish() == null || mayLookLikeIt(world, refund)
                    ? null
                    : "a wish is done by a refund of the dashboard's";
        }
        if (refund.wish() == null) {
            return "a refund that was wished for here is the dashboard's";
        }
        return key.equals(refund.id()) || key.startsWith(refund.id() + "-")
                ? null
                : "a wish is done by the refund of another";
    }

    /** Where the dashboard makes the very refund that was wished for, on the balance it was wished for on, nobody can tell them apart. */
    private static boolean mayLookLikeIt(World world, Refund refund) {
        if (!world.scenario().excepts(Scenario.Except.WHOSE_REFUND)
                || world.isWithoutFaults()
                || refund.wish() == null) {
            return false;
        }
        JsonNode made = world.books().refund(String.valueOf(refund.transactionKey()));
        long before = made.path("refundableAmount").asLong()
                + made.path("cancelAmount").asLong();
        return before <= refund.wish().attempt().balance();
    }

    private static @Nullable String consultationBroken(
            World world, Map<String, AttributeValue> item, List<Payment> payments) {
        String id = item.get("consultation_id").s();
        String shown = item.get("payment_status").s();
        if (isWithdrawn(item)) {
            return null;
        }
        boolean charged = false;
        Set<String> expected = new HashSet<>();
        for (Payment each : payments) {
            Account account = world.books().account(each.order().orderId());
            if (each.order().consultationId().equals(id) && account.chargeCount() > 0) {
                charged = true;
                if (account.held() > 0 && !isNamed(each, item)) {
                    return "consultation " + id + " does not name payment " + each.paymentId() + ", which has "
                            + account.held() + " won";
                }
                if (account.held() > 0) {
                    expected.add(account.held() == each.amount() ? "paid" : "partially_refunded");
                }
            }
        }
        if (expected.isEmpty()) {
            expected.add(charged ? "refunded" : "pending");
        }
        return expected.contains(shown) ? null : "consultation " + id + " shows " + shown + " and is " + expected;
    }

    private static boolean isNamed(Payment payment, Map<String, AttributeValue> consultation) {
        AttributeValue id = AttributeValue.fromS(payment.paymentId());
        return id.equals(consultation.get("payment_id")) || id.equals(consultation.get("charged_payment_id"));
    }

    private static @Nullable String toldBroken(World world, Told told, List<Payment> payments) {
        Payment payment = payments.stream()
                .filter(each -> each.paymentId().equals(told.about()))
                .findFirst()
                .orElse(null);
        if (payment == null) {
            return null;
        }
        Account account = world.books().account(payment.order().orderId());
        String what = told.by() + " was told " + told.words() + " of payment " + payment.paymentId() + ", and Toss has "
                + account;
        if (told.request().equals("approve")) {
            return approvalBroken(world, told, payment, account) ? what : null;
        }
        if (told.reason() != null && told.refundsAsked().stream().anyMatch(world.books()::hasMadeRefundUnder)) {
            return what + ", and made the refund";
        }
        Payment shown = told.payment();
        if (told.request().equals("cancel") && told.isDone() && shown != null && shown.wasCharged()) {
            return account.refundedAmount() >= payment.amount() - shown.balance() ? null : what;
        }
        return null;
    }

    private static boolean approvalBroken(World world, Told told, Payment payment, Account account) {
        Payment shown = told.payment();
        if (shown != null) {
            boolean saidCharged = shown.wasCharged();
            boolean saidNot = shown.status().isLost();
            return (saidCharged && account.chargeCount() == 0 && !payment.usesVirtualAccount())
                    || (saidNot && account.chargeCount() > 0);
        }
        Reason reason = told.reason();
        if (reason == Reason.PAYMENT_FAILED || reason == Reason.PAYMENT_EXPIRED) {
            return account.chargeCount() > 0;
        }
        boolean notByThisKey = reason == Reason.AMOUNT_MISMATCH
                || reason == Reason.PAYMENT_KEY_MISMATCH
                || reason == Reason.CONSULTATION_WITHDRAWN
                || reason == Reason.CONSULTATION_NOT_FOUND
                || reason == Reason.ALREADY_PAID;
        return notByThisKey
                && world.books()
                        .chargedUnder(
                                String.valueOf(told.paymentKey()),
                                payment.order().orderId());
    }
}
