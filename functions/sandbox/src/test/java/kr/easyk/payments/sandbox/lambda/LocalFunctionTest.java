package kr.easyk.payments.sandbox.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import kr.easyk.payments.sandbox.template.LambdaFunction;
import kr.easyk.payments.sandbox.template.TemplateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFunctionTest {
    private static final String HANDLER = "kr.easyk.payments.ready.ReadyFunction";

    @Test
    void aHandlerThatIsNotThereIsSaidToBeMissing() {
        assertEquals(
                "ReadyFunction: the handler kr.easyk.payments.Nowhere cannot be loaded: it is not on the class path",
                new MessageOf("kr.easyk.payments.Nowhere").get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAHandlerNeedsAndDoesNotFindIsNamedAndNotTheHandler(boolean asMavenLoadsIt)
            throws ReflectiveOperationException {
        assertEquals(
                "ReadyFunction: the handler " + HANDLER
                        + " cannot be loaded: org.crac.Resource, which it needs, is not on the class path",
                messageWithout("org.crac.", asMavenLoadsIt));
    }

    private static String messageWithout(String hidden, boolean asMavenLoadsIt) throws ReflectiveOperationException {
        ClassLoader loader = new Hiding(hidden, asMavenLoadsIt, LocalFunctionTest.class.getClassLoader());
        try {
            return (String) ((Supplier<?>) Class.forName(MessageOf.class.getName(), true, loader)
                            .getConstructor(String.class)
                            .newInstance(HANDLER))
                    .get();
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** What loading a handler fails with. Public, so that a class loader of the test's own can make one. */
    public static final class MessageOf implements Supplier<String> {
        private final String handler;

        public MessageOf(String handler) {
            this.handler = handler;
        }

        @Override
        public String get() {
            LambdaFunction definition = new LambdaFunction(
                    "ReadyFunction", handler, Duration.ofSeconds(1), 128, Map.of(), List.of(), List.of());
            return assertThrows(TemplateException.class, () -> LocalFunction.load(definition, null, System.out))
                    .getMessage();
        }
    }

    /** Loads the project's classes anew and finds none whose name begins with what is hidden. */
    private static final class Hiding extends ClassLoader {
        private final String hidden;

        /** Whether a class is said to be missing whose supertype is, as {@code exec:java} has it. */
        private final boolean blamesTheClass;

        private Hiding(String hidden, boolean blamesTheClass, ClassLoader parent) {
            super(parent);
            this.hidden = hidden;
            this.blamesTheClass = blamesTheClass;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(hidden)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("kr.easyk.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (NoClassDefFoundError e) {
                if (blamesTheClass) {
                    throw new ClassNotFoundException(name);
                }
                throw e;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
