/** CloudWatch's evaluation of alarms, as far as the template uses it. */
@NullMarked
package kr.easyk.payments.sandbox.alarms;

import org.jspecify.annotations.NullMarked;
