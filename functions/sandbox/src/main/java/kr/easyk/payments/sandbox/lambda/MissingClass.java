package kr.easyk.payments.sandbox.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which class was not found. Not every class loader tells: the one of {@code exec:java}, under which the sandbox runs,
 * says of a class whose supertype is missing that the class itself cannot be found.
 */
final class MissingClass {
    private MissingClass() {}

    /** @return its name; null where the failure is of another kind */
    static @Nullable String behind(Throwable failure, ClassLoader loader) {
        String name = blamed(failure);
        String next = name;
        while (next != null) {
            name = next;
            next = new Apart(loader).lackedBy(name);
        }
        return name;
    }

    private static @Nullable String blamed(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        boolean notFound = root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError;
        return notFound && root.getMessage() != null ? root.getMessage().replace('/', '.') : null;
    }

    /** Defines a class outside of the loader that blames it, so that the JVM itself says which supertype there is not. */
    private static final class Apart extends ClassLoader {
        private final ClassLoader loader;

        private Apart(ClassLoader loader) {
            super(loader);
            this.loader = loader;
        }

        private @Nullable String lackedBy(String name) {
            try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    return null;
                }
                byte[] bytes = in.readAllBytes();
                defineClass(name, bytes, 0, bytes.length);
                return null;
            } catch (NoClassDefFoundError e) {
                String lacked = blamed(e);
                return name.equals(lacked) ? null : lacked;
            } catch (LinkageError e) {
                // Its supertypes are there; they only do not suffer it in another loader.
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
