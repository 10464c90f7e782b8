/** What a function plays through before SnapStart takes its snapshot, so that its first payer does not pay for its start. */
@NullMarked
package kr.easyk.payments.rehearsal;

import org.jspecify.annotations.NullMarked;
