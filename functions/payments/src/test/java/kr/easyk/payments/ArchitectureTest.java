package kr.easyk.payments;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import kr.easyk.payments.model.PaymentBuilder;
import kr.easyk.payments.model.PaymentStatus;
import org.junit.jupiter.api.Test;

/** The walls of the library. Each rule says which way knowledge flows; a line of code that crosses one fails here. */
class ArchitectureTest {
    private static final String LIBRARY = "kr.easyk.payments";
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_PACKAGE_INFOS)
            .importPackages(LIBRARY);

    @Test
    void theModelKnowsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(LIBRARY + ".model")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", LIBRARY + ".model")
                .check(CODE);
    }

    /** One pure function decides: everybody else reads a payment, asks it, or brings it from its record. */
    @Test
    void nobodyButTheModelChoosesAStatus() {
        noClasses()
                .that()
                .resideOutsideOfPackage(LIBRARY + ".model")
                .should()
                .callMethod(PaymentBuilder.class, "status", PaymentStatus.class, Instant.class)
                .check(CODE);
        noClasses()
                .that()
                .resideOutsideOfPackages(LIBRARY + ".model", LIBRARY + ".store")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(PaymentBuilder.class)
                .check(CODE);
    }

    @Test
    void telemetryKnowsNoPaymentsAndNoAws() {
        classes()
                .that()
                .resideInAPackage(LIBRARY + ".telemetry")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson.core..",
                        LIBRARY + ".json",
                        LIBRARY + ".telemetry")
                .check(CODE);
    }

    @Test
    void jsonKnowsOnlyJackson() {
        classes()
                .that()
                .resideInAPackage(LIBRARY + ".json")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "com.fasterxml.jackson..", LIBRARY + ".json")
                .check(CODE);
    }

    @Test
    void noFunctionLoadsAnObjectMapper() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("com\\.fasterxml\\.jackson\\.databind\\.(.*Mapper|ObjectReader|ObjectWriter)")
                .check(CODE);
    }

    @Test
    void whatReachesOutKnowsNeitherTheDoorNorTheUseCases() {
        noClasses()
                .that()
                .resideInAnyPackage(LIBRARY + ".toss", LIBRARY + ".store", LIBRARY + ".secrets", LIBRARY + ".aws")
                .should()
                .dependOnClassesThat(resideInAnyPackage(LIBRARY + ".edge").or(useCases()))
                .check(CODE);
    }

    @Test
    void theStoreAndTheSecretsAreAloneWithAws() {
        noClasses()
                .that()
                .resideInAPackage(LIBRARY + ".store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LIBRARY + ".toss", LIBRARY + ".secrets", LIBRARY + ".telemetry")
                .check(CODE);
        noClasses()
                .that()
                .resideInAPackage(LIBRARY + ".secrets")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LIBRARY + ".toss", LIBRARY + ".store", LIBRARY + ".telemetry", LIBRARY + ".model")
                .check(CODE);
    }

    @Test
    void theWayToAwsKnowsNothingOfWhatGoesOverIt() {
        classes()
                .that()
                .resideInAPackage(LIBRARY + ".aws")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..", "javax.net.ssl..", "org.jspecify..", "software.amazon..", LIBRARY + ".aws")
                        .or(type(Settings.class))
                        .or(type(Deadline.class)))
                .check(CODE);
    }

    @Test
    void onlyTheStoreSpeaksDynamoDb() {
        noClasses()
                .that()
                .resideOutsideOfPackages(LIBRARY + ".store", LIBRARY + ".aws")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk.services.dynamodb..")
                .check(CODE);
    }

    @Test
    void theDoorKnowsTheModelAndTelemetryButNotWhatLiesBehind() {
        noClasses()
                .that()
                .resideInAPackage(LIBRARY + ".edge")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(LIBRARY + ".toss", LIBRARY + ".store", LIBRARY + ".secrets", "software..")
                                .or(useCases()))
                .check(CODE);
    }

    @Test
    void theUseCasesKnowNothingOfHttpJsonOrLambda() {
        noClasses()
                .that(useCases())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LIBRARY + ".edge", "com.fasterxml..", "com.amazonaws..", "java.net.http..")
                .check(CODE);
    }

    @Test
    void noTwoPackagesKnowEachOther() {
        slices().matching(LIBRARY + ".(*)").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void nothingStaticCanChange() {
        fields().that().areStatic().should().beFinal().check(CODE);
    }

    @Test
    void whatMayBeMissingIsNullableAndNotAnOptionalField() {
        noFields().should().haveRawType(Optional.class).check(CODE);
    }

    @Test
    void logsGoThroughTheJournal() {
        noClasses()
                .that(not(type(Wiring.class)))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..")
                .check(CODE);
    }

    @Test
    void theTimeComesFromAClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CODE);
    }

    @Test
    void noRandomNumbersComeOutOfASnapshot() {
        noClasses()
                .should()
                .dependOnClassesThat(assignableTo(Random.class).and(not(type(SecureRandom.class))))
                .orShould()
                .callMethod(Math.class, "random")
                .check(CODE);
    }

    @Test
    void aClassIsAbstractOrFinal() {
        classes()
                .that(not(modifier(JavaModifier.ABSTRACT).forSubtype()))
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CODE);
    }

    /** The root package without {@link Wiring} and what it is made of, which everybody is built from. */
    private static DescribedPredicate<JavaClass> useCases() {
        DescribedPredicate<JavaClass> wiring = type(Wiring.class)
                .or(type(Settings.class))
                .or(type(Deadline.class))
                .or(type(Pauses.class));
        return resideInAnyPackage(LIBRARY).and(not(wiring)).as("use cases");
    }
}
