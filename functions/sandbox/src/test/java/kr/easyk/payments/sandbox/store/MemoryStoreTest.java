package kr.easyk.payments.sandbox.store;

import kr.easyk.payments.sandbox.explore.MemoryDynamoDb;

/** The explorer's tables in memory are a DynamoDB to the store: whatever they let through or refuse, DynamoDB Local does too. */
class MemoryStoreTest extends StoreContract {
    MemoryStoreTest() {
        super(losesTheAnswer -> new MemoryDynamoDb().losingAnswers(losesTheAnswer));
    }
}
