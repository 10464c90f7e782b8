/** How AWS is reached: connections, TLS, credentials, clients, and what their calls are held to. */
@NullMarked
package kr.easyk.payments.aws;

import org.jspecify.annotations.NullMarked;
