package dev.gitvoy.xds;

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
            .layer("rest")
            .definedBy("dev.gitvoy.xds.rest..")
            .layer("diff")
            .definedBy("dev.gitvoy.xds.diff..")
            .layer("stream")
            .definedBy("dev.gitvoy.xds.stream..")
            .layer("client")
            .definedBy("dev.gitvoy.xds.client..")
            .layer("view")
            .definedBy("dev.gitvoy.xds.view..")
            .layer("resource")
            .definedBy("dev.gitvoy.xds.resource..")
            .layer("check")
            .definedBy("dev.gitvoy.xds.check..")
            .layer("api")
            .definedBy("dev.gitvoy.xds.api..")
            .layer("group")
            .definedBy("dev.gitvoy.xds.group..")
            .whereLayer("rest")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("diff")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("diff")
            .mayOnlyAccessLayers("resource", "group", "api")
            .whereLayer("stream")
            .mayOnlyBeAccessedByLayers("rest")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("stream", "rest")
            .whereLayer("view")
            .mayOnlyBeAccessedByLayers("client", "stream")
            .whereLayer("resource")
            .mayOnlyBeAccessedByLayers("view", "client", "stream", "rest", "diff")
            .whereLayer("check")
            .mayOnlyBeAccessedByLayers("resource")
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("resource", "rest", "diff")
            .whereLayer("group")
            .mayOnlyBeAccessedByLayers("resource", "view", "stream", "diff");

    @ArchTest
    static final ArchRule STREAMS_KNOW_NOTHING_OF_COMMITS = noClasses()
            .that()
            .resideInAnyPackage("dev.gitvoy.xds.stream..", "dev.gitvoy.xds.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.gitvoy.gitsync.source..", "dev.gitvoy.gitsync.release..", "dev.gitvoy.gitsync.yaml..");

    @ArchTest
    static final ArchRule NO_OTHER_SERVER = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.xds..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gitvoy.ratelimit..", "dev.gitvoy.authz..", "org.eclipse.jgit..");
}
