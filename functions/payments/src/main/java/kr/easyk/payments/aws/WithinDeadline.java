package kr.easyk.payments.aws;

import java.time.Duration;
import kr.easyk.payments.Deadline;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Gives a call what is left to its request, where that is less than every call has. */
final class WithinDeadline implements ExecutionInterceptor {
    private final Deadline deadline;

    WithinDeadline(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        Duration share = deadline.share(Aws.CALL, Duration.ZERO);
        SdkRequest request = context.request();
        if (share.equals(Aws.CALL) || !(request instanceof AwsRequest call)) {
            return request;
        }
        if (share.toMillis() == 0) {
            throw SdkClientException.create("the request's time is over");
        }
        return call.toBuilder()
                .overrideConfiguration(AwsRequestOverrideConfiguration.builder()
                        .apiCallTimeout(share)
                        .build())
                .build();
    }
}
