/** What the store promises, held against DynamoDB Local always, and against LocalStack where there is a Docker engine. */
@NullMarked
package kr.easyk.payments.sandbox.store;

import org.jspecify.annotations.NullMarked;
