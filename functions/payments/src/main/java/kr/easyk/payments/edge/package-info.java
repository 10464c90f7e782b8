/** What every function shares at the door: the event, the caller, JSON, problems, and the words people read. */
@NullMarked
package kr.easyk.payments.edge;

import org.jspecify.annotations.NullMarked;
