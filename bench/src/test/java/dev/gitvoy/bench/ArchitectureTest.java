package dev.gitvoy.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.gitvoy", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule FRAME_KNOWS_NOT_WHAT_IS_MEASURED = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.bench")
            .and()
            .doNotHaveSimpleName("Main")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gitvoy.bench.*..", "dev.gitvoy.xds..", "dev.gitvoy.serve..", "io.grpc..");

    @ArchTest
    static final ArchRule NOTHING_USES_THE_BENCH = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gitvoy.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gitvoy.bench..");
}
