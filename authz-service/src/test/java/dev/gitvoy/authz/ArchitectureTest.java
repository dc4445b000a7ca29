package dev.gitvoy.authz;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.gitvoy", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("service")
            .definedBy("dev.gitvoy.authz.service..")
            .layer("decision")
            .definedBy("dev.gitvoy.authz.decision..")
            .layer("policy")
            .definedBy("dev.gitvoy.authz.policy..")
            .layer("identity")
            .definedBy("dev.gitvoy.authz.identity..")
            .whereLayer("service")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("decision")
            .mayOnlyBeAccessedByLayers("service")
            .whereLayer("policy")
            .mayOnlyBeAccessedByLayers("decision", "service")
            .whereLayer("identity")
            .mayOnlyBeAccessedByLayers("policy", "decision", "service");

    @ArchTest
    static final ArchRule DECISIONS_ARE_PURE = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.authz.decision..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.time..", "java.io..", "java.net..", "io.lettuce..", "org.slf4j..", "io.grpc..");

    @ArchTest
    static final ArchRule NO_OTHER_SERVER = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.authz..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gitvoy.xds..", "dev.gitvoy.ratelimit..", "org.eclipse.jgit..");
}
