package kr.easyk.payments.sandbox.store;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * The Docker engine that Testcontainers would use, asked directly: Testcontainers itself tries to fetch an image for minutes, and
 * says of an engine that cannot have one that there is none.
 */
record DockerEngine(DockerClient client) implements AutoCloseable {
    static Optional<DockerEngine> find() {
        List<DockerClientProviderStrategy> places = new ArrayList<>();
        ServiceLoader.load(DockerClientProviderStrategy.class).forEach(places::add);
        try {
            return Optional.of(new DockerEngine(
                    DockerClientProviderStrategy.getFirstValidStrategy(places).getDockerClient()));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    /**
     * Has the engine fetch the image, unless it is there already.
     *
     * @return why it could not be had; empty where it is there
     */
    Optional<String> whyNot(DockerImageName image, Duration limit) {
        String name = ImageNameSubstitutor.instance().apply(image).asCanonicalNameString();
        String why;
        if (has(name)) {
            return Optional.empty();
        }
        try (PullImageResultCallback pull = client.pullImageCmd(name).exec(new PullImageResultCallback())) {
            if (pull.awaitCompletion(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            why = "it did not come within " + limit.toSeconds() + " s";
        } catch (DockerException | DockerClientException | IOException e) {
            why = String.valueOf(e.getMessage()).strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        }
        return Optional.of("the Docker engine has no " + name + " and could not fetch it: " + why);
    }

    private boolean has(String name) {
        try {
            client.inspectImageCmd(name).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Ends what is still being fetched, which would keep the JVM from ending. */
    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
