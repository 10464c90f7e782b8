/** The AWS services the functions call, on this machine: DynamoDB and Secrets Manager. */
@NullMarked
package kr.easyk.payments.sandbox.aws;

import org.jspecify.annotations.NullMarked;
