/** A laptop's stand-in for AWS and Toss. {@link kr.easyk.payments.sandbox.Sandbox} starts all of it. */
@NullMarked
package kr.easyk.payments.sandbox;

import org.jspecify.annotations.NullMarked;
