package kr.easyk.payments.edge;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import kr.easyk.payments.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * API Gateway's events and answers (HTTP API, payload format 2.0), field by field as far as they are used here.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">Payload
 *     format</a>
 */
final class GatewayEvents {
    private GatewayEvents() {}

    /** @throws IOException where it is not JSON: API Gateway sends none that is not */
    static APIGatewayV2HTTPEvent read(InputStream in) throws IOException {
        return event(Json.read(in));
    }

    static APIGatewayV2HTTPEvent event(JsonNode json) {
        APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();
        event.setRouteKey(json.path("routeKey").textValue());
        event.setHeaders(headers(json.path("headers")));
        event.setPathParameters(texts(json.path("pathParameters")));
        event.setQueryStringParameters(texts(json.path("queryStringParameters")));
        event.setBody(json.path("body").textValue());
        event.setIsBase64Encoded(json.path("isBase64Encoded").booleanValue());
        event.setRequestContext(context(json.path("requestContext")));
        return event;
    }

    private static RequestContext context(JsonNode json) {
        RequestContext.Authorizer.JWT token = new RequestContext.Authorizer.JWT();
        token.setClaims(texts(json.path("authorizer").path("jwt").path("claims")));
        RequestContext.Authorizer authorizer = new RequestContext.Authorizer();
        authorizer.setJwt(token);
        RequestContext context = new RequestContext();
        context.setRequestId(json.path("requestId").textValue());
        context.setAuthorizer(authorizer);
        return context;
    }

    /** Found by name without regard to case: API Gateway hands names on in lower case, {@code sam local start-api} as Content-Type. */
    private static Map<String, String> headers(JsonNode json) {
        return into(new TreeMap<>(String.CASE_INSENSITIVE_ORDER), json);
    }

    private static Map<String, String> texts(JsonNode json) {
        return into(new HashMap<>(), json);
    }

    private static Map<String, String> into(Map<String, String> texts, JsonNode json) {
        json.properties().forEach(each -> texts.put(each.getKey(), text(each.getValue())));
        return texts;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isNull() ? null : value.asText();
    }

    static void write(APIGatewayV2HTTPResponse response, OutputStream out) throws IOException {
        ObjectNode json = Json.object().put("statusCode", response.getStatusCode());
        ObjectNode headers = json.putObject("headers");
        response.getHeaders().forEach(headers::put);
        json.put("body", response.getBody()).put("isBase64Encoded", response.getIsBase64Encoded());
        Json.write(json, out);
    }
}
