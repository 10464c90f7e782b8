package kr.easyk.payments.sandbox.template;

import org.jspecify.annotations.Nullable;

/** The template holds something the sandbox does not understand. The message says what and where. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }

    public TemplateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
