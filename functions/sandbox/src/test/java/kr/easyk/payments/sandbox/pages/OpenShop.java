package kr.easyk.payments.sandbox.pages;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One shop for all tests that ask for it: it takes seconds to open. Without a browser they are skipped, but in CI they fail. */
final class OpenShop implements BeforeAllCallback, AfterEachCallback, ParameterResolver {
    @Override
    public void beforeAll(ExtensionContext context) {
        boolean isThere = Shop.chromium().isPresent();
        if ("true".equals(System.getenv("CI"))) {
            Assertions.assertTrue(isThere, "No Chromium on the PATH: CI has to try the checkout in a browser.");
        }
        Assumptions.assumeTrue(isThere, "No Chromium on the PATH: the checkout is not tried in a browser.");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Shop.class;
    }

    @Override
    public Shop resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shop(context);
    }

    /** Whatever a test opened is closed, also after a failure. */
    @Override
    public void afterEach(ExtensionContext context) {
        shop(context).closeVisits();
    }

    private static Shop shop(ExtensionContext context) {
        // JUnit closes it when all tests are over.
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Shop.class, key -> new Shop(), Shop.class);
    }
}
