package kr.easyk.payments.sandbox.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckoutTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.open();
    }

    @AfterEach
    void leave() {
        shop.closeVisits();
    }

    @AfterAll
    static void close() {
        if (shop != null) {
            shop.close();
        }
    }

    private static String consultation() {
        return shop.sandbox.createConsultation("mina", "비자 상담 50분", 50_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void aPayerPaysByCardFromTheListToTheReceipt(String language) {
        String id = consultation();
        Visit visit = shop.visit(language).pay(id);

        visit.paid();
        assertEquals(1, shop.moneyOf(id).chargeCount());
        assertEquals(
                "paid", shop.sandbox.consultation(id).path("payment_status").textValue());
    }
}
