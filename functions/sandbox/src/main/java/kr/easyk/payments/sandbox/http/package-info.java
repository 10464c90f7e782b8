/** What the sandbox's servers share. */
@NullMarked
package kr.easyk.payments.sandbox.http;

import org.jspecify.annotations.NullMarked;
