/** Functions to measure ours against. */
@NullMarked
package kr.easyk.payments.bench.beside;

import org.jspecify.annotations.NullMarked;
