/** What a function tells its operators: log lines and metrics. */
@NullMarked
package kr.easyk.payments.telemetry;

import org.jspecify.annotations.NullMarked;
