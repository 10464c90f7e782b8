package kr.easyk.payments.telemetry;

/** The metrics, by the names and units that CloudWatch knows them by. Alarms in {@code template.yaml} refer to these names. */
public enum Metric {
    PAYMENT_READY("PaymentReady", "Count"),
    PAYMENT_APPROVED("PaymentApproved", "Count"),
    PAYMENT_DECLINED("PaymentDeclined", "Count"),
    /** The payer sent another amount than the record's. */
    AMOUNT_MISMATCH("AmountMismatch", "Count"),
    /** Toss's answer did not fit the record. */
    TOSS_MISMATCH("TossMismatch", "Count"),
    OUTCOME_UNKNOWN("OutcomeUnknown", "Count"),
    /** Of the oldest outcome that reconcile knows to be unknown, in every run. */
    OUTCOME_UNKNOWN_AGE("OutcomeUnknownAge", "Seconds"),
    SETTLED_BY_APPROVE("SettledByApprove", "Count"),
    SETTLED_BY_CANCEL("SettledByCancel", "Count"),
    SETTLED_BY_WEBHOOK("SettledByWebhook", "Count"),
    SETTLED_BY_RECONCILE("SettledByReconcile", "Count"),
    REFUND_DONE("RefundDone", "Count"),
    REFUND_REFUSED("RefundRefused", "Count"),
    TOSS_LATENCY("TossLatency", "Milliseconds"),
    TOSS_UNAVAILABLE("TossUnavailable", "Count"),
    /** Toss refused us for something that is ours to fix, such as a wrong key. */
    TOSS_MISCONFIGURED("TossMisconfigured", "Count"),
    /** For a payment of ours, or sent again later. */
    WEBHOOK_HEARD("WebhookHeard", "Count"),
    WEBHOOK_REFUSED("WebhookRefused", "Count"),
    /** Records that a reconcile run could not deal with. */
    RECONCILE_FAILED("ReconcileFailed", "Count"),
    /** Money was taken for a consultation that is gone or is paid by another payment. */
    CHARGE_WITHOUT_CONSULTATION("ChargeWithoutConsultation", "Count"),
    /** A payment or consultation is not what it should be. */
    RECORD_UNREADABLE("RecordUnreadable", "Count"),
    INTERNAL_ERROR("InternalError", "Count");

    private final String title;
    private final String unit;

    Metric(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    public String title() {
        return title;
    }

    public String unit() {
        return unit;
    }
}
