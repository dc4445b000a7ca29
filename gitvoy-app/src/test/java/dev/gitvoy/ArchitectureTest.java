package dev.gitvoy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the whole program: {@code gitvoy -> servers -> git-sync}. */
@AnalyzeClasses(packages = "dev.gitvoy", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS_POINT_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy("dev.gitvoy.cli..")
            .layer("demo")
            .definedBy("dev.gitvoy.demo..")
            .layer("envoy")
            .definedBy("dev.gitvoy.envoy..")
            .layer("envoycheck")
            .definedBy("dev.gitvoy.envoycheck..")
            .layer("serve")
            .definedBy("dev.gitvoy.serve..")
            .layer("admin")
            .definedBy("dev.gitvoy.admin..")
            .layer("hooks")
            .definedBy("dev.gitvoy.hooks..")
            .layer("guard")
            .definedBy("dev.gitvoy.guard..")
            .layer("client")
            .definedBy("dev.gitvoy.client..")
            .layer("review")
            .definedBy("dev.gitvoy.review..")
            .layer("xds-server")
            .definedBy("dev.gitvoy.xds..")
            .layer("ratelimit-service")
            .definedBy("dev.gitvoy.ratelimit..")
            .layer("authz-service")
            .definedBy("dev.gitvoy.authz..")
            .layer("git-sync")
            .definedBy("dev.gitvoy.gitsync..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("demo")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("envoy")
            .mayOnlyBeAccessedByLayers("cli", "demo", "envoycheck")
            .whereLayer("envoycheck")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("serve")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("admin")
            .mayOnlyBeAccessedByLayers("serve")
            .whereLayer("hooks")
            .mayOnlyBeAccessedByLayers("serve", "admin")
            .whereLayer("guard")
            .mayOnlyBeAccessedByLayers("cli", "serve", "admin", "hooks", "review")
            .whereLayer("review")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("cli", "demo")
            .whereLayer("xds-server")
            .mayOnlyBeAccessedByLayers("serve", "admin", "review", "envoycheck")
            .whereLayer("ratelimit-service")
            .mayOnlyBeAccessedByLayers("serve", "admin", "review")
            .whereLayer("authz-service")
            .mayOnlyBeAccessedByLayers("serve", "admin", "review");

    @ArchTest
    static final ArchRule WEBHOOKS_KNOW_ONLY_WHAT_THEY_CALL = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.hooks..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gitvoy.admin..", "dev.gitvoy.gitsync..", "dev.gitvoy.xds..");

    @ArchTest
    static final ArchRule SIGNATURES_ARE_JUDGED_WITHOUT_HTTP = noClasses()
            .that()
            .resideInAnyPackage("dev.gitvoy.hooks..", "dev.gitvoy.guard..")
            .and()
            .doNotHaveSimpleName("Webhooks")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule THE_DEMO_KNOWS_ONLY_WHAT_A_USER_KNOWS = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gitvoy.serve..", "dev.gitvoy.gitsync..", "dev.gitvoy.xds..");

    @ArchTest
    static final ArchRule A_CLIENT_KNOWS_ONLY_WHAT_IS_SAID = noClasses()
            .that()
            .resideInAPackage("dev.gitvoy.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gitvoy.serve..", "dev.gitvoy.gitsync..", "dev.gitvoy.xds..", "dev.gitvoy.admin..");
}
