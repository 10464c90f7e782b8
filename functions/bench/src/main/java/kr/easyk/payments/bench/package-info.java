/** Measures the functions where they live: in a JVM of their own, under AWS's own runtime client, on a Runtime API. */
@NullMarked
package kr.easyk.payments.bench;

import org.jspecify.annotations.NullMarked;
