@NullMarked
package kr.easyk.payments.sandbox.window;

import org.jspecify.annotations.NullMarked;
