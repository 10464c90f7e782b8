package kr.easyk.payments.aws;

import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/** The JDK's TLS, set up once for all that goes out: to AWS and to Toss. */
public final class Tls {
    private Tls() {}

    /** Sets it up on a thread beside, which takes the JDK some 100 ms: time enough to make the clients meanwhile. */
    public static void prepare() {
        Thread thread = new Thread(Tls::context, "tls");
        thread.setDaemon(true);
        thread.start();
    }

    /** With a session, a server lets a connection skip half of its handshake. A snapshot is started many times, and holds none. */
    public static void forgetSessions() {
        SSLSessionContext sessions = context().getClientSessionContext();
        Collections.list(sessions.getIds()).forEach(id -> {
            SSLSession session = sessions.getSession(id);
            if (session != null) {
                session.invalidate();
            }
        });
    }

    private static SSLContext context() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}
