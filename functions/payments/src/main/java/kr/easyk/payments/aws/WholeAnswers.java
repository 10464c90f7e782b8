package kr.easyk.payments.aws;

import java.io.IOException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Takes only what AWS has answered. Where a connection ends inside an answer's head, the JDK hands on what there was of it: a 200
 * without a body, which in DynamoDB's JSON says that there is no such item.
 */
final class WholeAnswers implements ExecutionInterceptor {
    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (!hasWholeHead(context.httpResponse())) {
            throw RetryableException.create("the answer broke off", new IOException("its head is not whole"));
        }
    }

    /** AWS signs every answer with a request's id, and says how long it is or that it comes in chunks, whose last one is told. */
    static boolean hasWholeHead(SdkHttpResponse answer) {
        return answer.firstMatchingHeader("x-amzn-RequestId").isPresent()
                && (answer.firstMatchingHeader("Content-Length").isPresent()
                        || answer.firstMatchingHeader("Transfer-Encoding").isPresent());
    }
}
