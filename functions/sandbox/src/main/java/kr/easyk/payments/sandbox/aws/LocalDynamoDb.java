package kr.easyk.payments.sandbox.aws;

import com.amazonaws.services.dynamodbv2.local.server.DynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import kr.easyk.payments.sandbox.http.PortTakenException;
import kr.easyk.payments.sandbox.template.SandboxStack;
import kr.easyk.payments.sandbox.template.Table;
import kr.easyk.payments.sandbox.template.Template;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;

/**
 * DynamoDB Local in this JVM, in memory, with an HTTP endpoint for everything that speaks DynamoDB.
 *
 * <p>Its request handler stands on a server of ours: its own one sends usage figures to AWS and takes no free port.
 */
public final class LocalDynamoDb implements AutoCloseable {
    private final Server server;
    private final DynamoDBRequestHandler database;
    private final URI uri;
    private final DynamoDbClient client;

    private LocalDynamoDb(Server server, DynamoDBRequestHandler database, URI uri) {
        this.server = server;
        this.database = database;
        this.uri = uri;
        this.client = DynamoDbClient.builder()
                .endpointOverride(uri)
                .region(Region.of(SandboxStack.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(SandboxCredentials.ACCESS_KEY, SandboxCredentials.SECRET_KEY)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** On this machine's loopback address; port 0 takes any free one. */
    public static LocalDynamoDb start(int port) {
        return start("127.0.0.1", port);
    }

    public static LocalDynamoDb start(String host, int port) {
        Logger.getLogger("com.almworks.sqlite4java").setLevel(Level.OFF);
        Server server = new Server(new InetSocketAddress(host, port));
        try {
            DynamoDBRequestHandler database = new LocalDynamoDBRequestHandler(0, true, null, true, false);
            server.setHandler(new ContextHandler(new LocalDynamoDBServerHandler(database, "*")));
            server.start();
            int taken = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            return new LocalDynamoDb(server, database, URI.create("http://localhost:" + taken));
        } catch (IOException e) {
            throw new PortTakenException(port, "DynamoDB Local");
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not start", e);
        }
    }

    public URI uri() {
        return uri;
    }

    /** A client of this database, open as long as the database is. */
    public DynamoDbClient client() {
        return client;
    }

    /** Creates the template's tables, empty. */
    public void createTables(Template template) {
        createTables(client, template);
    }

    /** As {@link #createTables(Template)}, in whatever DynamoDB the client speaks to. */
    public static void createTables(DynamoDbClient client, Template template) {
        template.tables().forEach(table -> client.createTable(request(table)));
    }

    private static CreateTableRequest request(Table table) {
        CreateTableRequest.Builder request = CreateTableRequest.builder()
                .tableName(table.name())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(schema(table.key()))
                .attributeDefinitions(table.attributes().entrySet().stream()
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(attribute.getKey())
                                .attributeType(attribute.getValue())
                                .build())
                        .toList());
        if (!table.indexes().isEmpty()) {
            request.globalSecondaryIndexes(
                    table.indexes().stream().map(LocalDynamoDb::index).toList());
        }
        return request.build();
    }

    private static GlobalSecondaryIndex index(Table.Index index) {
        Projection.Builder projection = Projection.builder().projectionType(index.projection());
        if (!index.included().isEmpty()) {
            projection.nonKeyAttributes(index.included());
        }
        return GlobalSecondaryIndex.builder()
                .indexName(index.name())
                .keySchema(schema(index.key()))
                .projection(projection.build())
                .build();
    }

    private static List<KeySchemaElement> schema(Table.Key key) {
        List<KeySchemaElement> schema = new ArrayList<>();
        schema.add(element(key.hash(), KeyType.HASH));
        String range = key.range();
        if (range != null) {
            schema.add(element(range, KeyType.RANGE));
        }
        return schema;
    }

    private static KeySchemaElement element(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not stop", e);
        } finally {
            database.shutdown();
        }
    }
}
