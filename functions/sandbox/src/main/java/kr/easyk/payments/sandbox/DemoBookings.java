package kr.easyk.payments.sandbox;

/** What whoever opens the pages finds: something to pay for, for each of the two payers they can be. */
final class DemoBookings {
    private DemoBookings() {}

    static void make(Sandbox sandbox) {
        sandbox.createConsultation("mina", "비자 연장 상담 50분", 50_000);
        sandbox.createConsultation("mina", "전세 계약서 검토", 120_000);
        sandbox.createConsultation("alex", "Visa extension, 50 minutes", 50_000);
        sandbox.createConsultation("alex", "Help with a tax return", 80_000);
    }
}
