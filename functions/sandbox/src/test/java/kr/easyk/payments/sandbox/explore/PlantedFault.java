package kr.easyk.payments.sandbox.explore;

import java.util.List;

/**
 * A fault in the functions' source that only a test puts there.
 *
 * @param name what is done wrong
 * @param scenario where it is looked for first
 * @param edits all that is changed for it
 */
record PlantedFault(String name, String scenario, List<Edit> edits) {
    private static final String APPROVE = "ApprovePayment";
    private static final String CANCEL = "CancelPayment";
    private static final String PAYMENT = "model/Payment";
    private static final String STORE = "store/PaymentStore";
    private static final String CLIENT = "toss/TossClient";

    /**
     * @param file a source file of the library, without its ending
     * @param right stands there once
     * @param wrong stands there instead
     */
    record Edit(String file, String right, String wrong) {}

    private static PlantedFault fault(String name, String scenario, String file, String right, String wrong) {
        return new PlantedFault(name, scenario, List.of(new Edit(file, right, wrong)));
    }

    static List<PlantedFault> all() {
        return List.of(
                fault(
                        "writes whatever has been written in between",
                        "approve-with-webhook-and-reconcile",
                        STORE,
                        "VERSION_IS = \"version = :before\"",
                        "VERSION_IS = \"version >= :before\""),
                fault(
                        "takes another's write for its own",
                        "refund-parts-with-two-keys",
                        STORE,
                        "item.equals(e.item()) ? Written.DONE : Written.CONFLICT",
                        "Written.DONE"),
                fault(
                        "takes a transaction that was refused for one that was made",
                        "pay-in-two-windows",
                        STORE,
                        "\"ConditionalCheckFailed\".equals(reasons.get(0))) {\n            return Written.CONFLICT;",
                        "\"ConditionalCheckFailed\".equals(reasons.get(0))) {\n            return Written.DONE;"),
                fault(
                        "claims without a look at the consultation",
                        "withdrawn-while-it-is-paid",
                        STORE,
                        ".conditionExpression(PAYABLE + \" AND payment_id = :payment\")",
                        ".conditionExpression(\"(\" + PAYABLE + \" AND payment_id = :payment) OR attribute_exists(user_id)\")"),
                fault(
                        "opens a payment beside another",
                        "pay-in-two-windows",
                        STORE,
                        "String active = \"attribute_not_exists(payment_id)\"",
                        "String active = \"(attribute_not_exists(payment_id) OR attribute_exists(payment_id))\""),
                fault(
                        "confirms before it has claimed",
                        "approve-twice",
                        APPROVE,
                        "Written written = store.claim(claimed);",
                        "toss.confirm(claimed, WrittenKey.first(keyDigest), caller.language(), journal);\n"
                                + "            Written written = store.claim(claimed);"),
                fault(
                        "says 500 after a confirm",
                        "approve-twice",
                        APPROVE,
                        "settled = claimed;\n        }",
                        "throw e;\n        }"),
                fault(
                        "says 500 after a refund",
                        "refund-all-twice",
                        CANCEL,
                        "settled = payment;\n        }",
                        "throw e;\n        }"),
                fault(
                        "takes an error of 500 at a confirm for a decline",
                        "approve-twice",
                        "toss/TossErrors",
                        "return Meaning.UNKNOWN;\n        }",
                        "return call == Call.CONFIRM ? Meaning.DECLINED : Meaning.UNKNOWN;\n        }"),
                fault(
                        "takes an error of 500 at a refund for a refusal",
                        "refund-all-twice",
                        "toss/TossErrors",
                        "return Meaning.UNKNOWN;\n        }",
                        "return call == Call.CANCEL ? Meaning.REFUND_REFUSED : Meaning.UNKNOWN;\n        }"),
                fault(
                        "takes no answer for a decline",
                        "approve-twice",
                        CLIENT,
                        "answer = new TossAnswer.Unknown(String.valueOf(e.getMessage()), null);",
                        "answer = new TossAnswer.Declined(new Failure(\"TIMEOUT\", \"\"));"),
                fault(
                        "asks for a repeated refund under another Idempotency-Key",
                        "refund-part-twice-where-toss-compares-nothing",
                        CLIENT,
                        "numbered(refund.id(), attempt.number());",
                        "numbered(refund.id(), attempt.number()) + \"-\" + payment.version();"),
                fault(
                        "asks for another attempt under the first one's Idempotency-Key",
                        "refund-all-with-a-part-in-the-dashboard",
                        CLIENT,
                        "numbered(refund.id(), attempt.number());",
                        "refund.id();"),
                new PlantedFault(
                        "sends a repeat under another API key",
                        "refund-under-another-key-where-toss-compares-nothing",
                        List.of(
                                new Edit(
                                        "model/Attempt",
                                        "return keyDigest.equals(currentKeyDigest)",
                                        "return !keyDigest.isEmpty()"),
                                new Edit("Refunding", "WrittenKey.repeat(keyDigest)", "WrittenKey.first(keyDigest)"))),
                fault(
                        "asks again before the first can no longer be carried out",
                        "refund-under-another-key-where-toss-compares-nothing",
                        PAYMENT,
                        "return recognised != seen || !over ? recognised",
                        "return recognised != seen ? recognised"),
                fault(
                        "matches a wish by likeness while its call can be repeated",
                        "refund-with-the-same-in-the-dashboard",
                        PAYMENT,
                        "if (attempt.keyDigest().equals(keyDigest) && !over) {",
                        "if (attempt.number() < 0) {"),
                fault(
                        "matches a wish by likeness whatever the balance",
                        "refund-with-the-same-in-the-dashboard",
                        "model/TossPayment",
                        "return left != null && Math.addExact(left, amount) > balance;",
                        "return balance < 0;"),
                fault(
                        "takes a 404 for an end without a charge",
                        "charged-and-then-the-secret-is-another-merchants",
                        PAYMENT,
                        "says instanceof TossSays.NotListed list && provesThatNothingWasCharged(list)",
                        "says instanceof TossSays.NotFound || says instanceof TossSays.NotListed"),
                // Either look at the key is enough: the record's is the rule, reconcile's saves fetching a list in
                // vain.
                new PlantedFault(
                        "believes another merchant's list",
                        "charged-and-then-the-secret-is-another-merchants",
                        List.of(
                                new Edit(PAYMENT, "return list.keyDigest().equals(claim.keyDigest()) && ", "return "),
                                new Edit(
                                        "ReconcilePayments",
                                        " || !payment.mayRepeatConfirm(notFound.keyDigest())",
                                        ""))),
                fault(
                        "never looks at a claim again",
                        "approve-twice",
                        PAYMENT,
                        ".claim(claim.next(paymentKey, keyDigest))\n                .looks(Looks.at(now.plus(LEASE)))",
                        ".claim(claim.next(paymentKey, keyDigest))\n                .looks(Looks.at(now.plus(Duration.ofDays(90))))"),
                fault(
                        "never looks at a wish again",
                        "refund-all-twice",
                        PAYMENT,
                        "isCharged() ? balance() : amount(), first))\n                .looks(Looks.at(now.plus(LEASE)))",
                        "isCharged() ? balance() : amount(), first))\n                .looks(Looks.at(now.plus(Duration.ofDays(90))))"),
                fault(
                        "does not go through what moved at Toss",
                        "refund-in-the-dashboard-that-nobody-tells",
                        "ReconcilePayments",
                        "            checkWhatMovedUnheard(now.minus(LOOKED_BACK), now, tally, journal);\n",
                        ""),
                fault(
                        "counts a refund that it knows as another",
                        "refund-part-then-all",
                        "model/Refunds",
                        "if (transactionKey.equals(refunds.get(i).transactionKey())) {",
                        "if (transactionKey.isEmpty()) {"),
                fault(
                        "does not look whose order a payment key is",
                        "key-of-another-order",
                        PAYMENT,
                        "if (!toss.orderId().equals(order.orderId())) {",
                        "if (toss.orderId().isEmpty()) {"),
                fault(
                        "writes an answer that has gone stale",
                        "deposit-taken-back-and-paid-again",
                        "Settling",
                        "if (!says.isTimeless()) {",
                        "if (says == null) {"),
                fault(
                        "leaves no trace of a webhook that found nothing to do",
                        "deposit-taken-back-and-paid-again",
                        "Settling",
                        "return by == By.WEBHOOK",
                        "return by == null"),
                fault(
                        "believes a webhook of which Toss knows nothing",
                        "approve-while-a-forger-has-another-merchants-key-used",
                        "HearToss",
                        "        settling.settle(payment, says, By.WEBHOOK, journal);\n        if (says instanceof",
                        "        String key = String.valueOf(payment.claim().paymentKey());\n"
                                + "        TossSays news = says instanceof TossSays.NotFound ? new TossSays.SessionOver(key) : says;\n"
                                + "        settling.settle(payment, news, By.WEBHOOK, journal);\n"
                                + "        if (says instanceof"),
                fault(
                        "lets a stranger pay",
                        "stranger-with-the-payers-ids",
                        APPROVE,
                        ".filter(each -> each.order().userId().equals(caller.userId()))\n                .orElseThrow",
                        ".orElseThrow"),
                fault(
                        "lets a stranger refund",
                        "stranger-with-the-payers-ids",
                        CANCEL,
                        ".filter(caller::maySee)",
                        ".filter(each -> each.version() > 0)"),
                fault(
                        "gives up when somebody else has written",
                        "approve-with-webhook-and-reconcile",
                        "Attempts",
                        "made++ == MOST",
                        "made++ == 1"),
                fault(
                        "shows a withdrawn consultation as paid",
                        "withdrawn-while-it-is-paid",
                        STORE,
                        "String ours = \"payment_id = :payment AND payment_status = :before\"",
                        "String ours = \"payment_id = :payment AND (payment_status = :before OR payment_status <> :before)\""),
                fault(
                        "does not tell the consultation of a deposit beside its payment",
                        "deposit-after-the-due-date-beside-another-payment",
                        "Settling",
                        "(next.wasCharged() || before.wasCharged())",
                        "next.version() < 0"),
                fault(
                        "charges for what a deposit beside the payment has paid",
                        "deposit-after-the-due-date-beside-another-payment",
                        STORE,
                        ":pending AND attribute_not_exists(charged_payment_id)\";",
                        ":pending\";"),
                fault(
                        "does not give the consultation to the deposit beside its payment",
                        "deposit-after-the-due-date-beside-a-payment-that-is-never-made",
                        "Settling",
                        "written = giveBack(next);",
                        "written = Written.CONSULTATION_ELSEWHERE;"),
                fault(
                        "goes on with what somebody else is still doing",
                        "refund-while-the-key-is-rotated",
                        PAYMENT,
                        "now.isBefore(begun.plus(LEASE))",
                        "now.isBefore(begun)"));
    }

    static PlantedFault named(String name) {
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no planted fault is called " + name));
    }

    /** A new one of this class, in classes that have the fault in them: only the JDK's types cross from there to here. */
    Object in(Class<?> type) throws ReflectiveOperationException {
        return Patched.with(this)
                .loadClass(type.getName())
                .getDeclaredConstructor()
                .newInstance();
    }

    @Override
    public String toString() {
        return name;
    }
}
