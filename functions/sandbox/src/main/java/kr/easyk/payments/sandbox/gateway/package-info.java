/** An API Gateway HTTP API on this machine: routes, JWT authorizer, CORS, and the payload format 2.0. */
@NullMarked
package kr.easyk.payments.sandbox.gateway;

import org.jspecify.annotations.NullMarked;
