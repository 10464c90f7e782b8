package kr.easyk.payments.sandbox.store;

import kr.easyk.payments.sandbox.aws.LocalDynamoDb;
import org.junit.jupiter.api.AfterAll;

class LocalDynamoDbStoreTest extends StoreContract {
    private static final LocalDynamoDb DYNAMO_DB = LocalDynamoDb.start(0);

    LocalDynamoDbStoreTest() {
        super(Aws.at(DYNAMO_DB.uri()));
    }

    @AfterAll
    static void stop() {
        DYNAMO_DB.close();
    }
}
