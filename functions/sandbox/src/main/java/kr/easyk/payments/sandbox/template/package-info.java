/** Reads {@code template.yaml}, so that what runs on a laptop is what is deployed. */
@NullMarked
package kr.easyk.payments.sandbox.template;

import org.jspecify.annotations.NullMarked;
