package dev.gitvoy.gitsync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.gitvoy", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS_POINT_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("release")
            .definedBy("dev.gitvoy.gitsync.release..")
            .layer("source")
            .definedBy("dev.gitvoy.gitsync.source..")
            .layer("trust")
            .definedBy("dev.gitvoy.gitsync.trust..")
            .layer("sops")
            .definedBy("dev.gitvoy.gitsync.sops..")
            .layer("yaml")
            .definedBy("dev.gitvoy.gitsync.yaml..")
            .layer("change")
            .definedBy("dev.gitvoy.gitsync.change..")
            .layer("problem")
            .definedBy("dev.gitvoy.gitsync.problem..")
            .whereLayer("release")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("source")
            .mayOnlyBeAccessedByLayers("release")
            .whereLayer("trust")
            .mayOnlyBeAccessedByLayers("release")
            .whereLayer("trust")
            .mayOnlyAccessLayers("problem")
            .whereLayer("sops")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("sops")
            .mayOnlyAccessLayers("yaml", "problem")
            .whereLayer("change")
            .mayOnlyBeAccessedByLayers("release")
            .whereLayer("change")
            .mayOnlyAccessLayers("problem")
            .whereLayer("yaml")
            .mayOnlyBeAccessedByLayers("release", "sops");

    @ArchTest
    static final ArchRule JGIT_IS_KNOWN_BY_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gitvoy.gitsync.source..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jgit..");

    @ArchTest
    static final ArchRule NOTHING_OF_ENVOY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.envoyproxy..", "io.grpc..", "com.google.protobuf..");
}
