package kr.easyk.payments.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kr.easyk.payments.json.Json;

/** A request to rehearse with: API Gateway's event for a caller who does not exist. */
public record Rehearsal(ObjectNode event) {
    /** An id that no payment and no consultation has. */
    public static final String NOBODYS_ID = "00000000-0000-0000-0000-000000000000";

    /** @param body what is posted */
    public static Rehearsal post(String path, ObjectNode body) {
        ObjectNode event = event("POST " + path);
        event.put("body", Json.text(body));
        return new Rehearsal(event);
    }

    /** @param parameter the name of the path's parameter, which is given {@link #NOBODYS_ID} */
    public static Rehearsal get(String route, String parameter) {
        ObjectNode event = event("GET " + route);
        event.putObject("pathParameters").put(parameter, NOBODYS_ID);
        return new Rehearsal(event);
    }

    private static ObjectNode event(String routeKey) {
        ObjectNode event = Json.object().put("version", "2.0").put("routeKey", routeKey);
        event.putObject("headers").put("content-type", "application/json").put("accept-language", "en");
        ObjectNode context = event.putObject("requestContext").put("requestId", "rehearsal");
        context.putObject("authorizer").putObject("jwt").putObject("claims").put("sub", NOBODYS_ID);
        return event.put("isBase64Encoded", false);
    }
}
