package dev.gitvoy.ratelimit;

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
            .definedBy("dev.gitvoy.ratelimit.service..")
            .layer("counter")
            .definedBy("dev.gitvoy.ratelimit.counter..")
            .layer("rule")
            .definedBy("dev.gitvoy.ratelimit.rule..")
            .whereLayer("service")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("counter")
            .mayOnlyBeAccessedByLayers("service")
            .whereLayer("rule")
            .mayOnlyBeAccessedByLayers("service");

    @ArchTest
    static final ArchRule NO_OTHER_SERVER = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.ratelimit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gitvoy.xds..", "dev.gitvoy.authz..", "org.eclipse.jgit..");
}
