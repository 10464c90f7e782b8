package kr.easyk.payments.store;

import java.util.Map;
import kr.easyk.payments.model.Consultation;
import kr.easyk.payments.model.UnreadableRecord;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A consultation as the platform writes it into the consultations table. */
final class ConsultationItem {
    private ConsultationItem() {}

    /** @throws UnreadableRecord where the item is not a consultation */
    static Consultation consultation(Map<String, AttributeValue> attributes) {
        String id = Item.of("a consultation", attributes).text("consultation_id");
        Item item = Item.of("consultation " + id, attributes);
        return new Consultation(
                id,
                item.text("user_id"),
                item.text("title"),
                item.number("amount"),
                item.named("payment_status", Consultation.PaymentStatus::ofWireName),
                item.optionalText("payment_id"),
                item.optionalText("charged_payment_id"));
    }
}
