package dev.gitvoy.authz;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.gitvoy", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_OTHER_SERVER = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.authz..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gitvoy.xds..", "dev.gitvoy.ratelimit..", "org.eclipse.jgit..");
}
