package dev.gitvoy.authz.policy;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.RegexLiteralValidator;
import dev.gitvoy.authz.identity.Identity;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles CEL. All variables are flat and typed: a map as a variable would be converted whole at each use. What is looked
 * up by name (headers, attributes) is a function.
 */
final class Expressions {
    private static final int LONGEST = 4_000;
    private static final int NODES = 1_000;
    private static final int NESTING = 50;
    private static final int ITERATIONS = 1_000;
    private static final int REGEX_PROGRAM = 200;

    /** What the functions look into: they get their arguments only, and an evaluation stays on its thread. */
    private static final ThreadLocal<@Nullable Subject> CURRENT = new ThreadLocal<>();

    private static final Cel CEL = CelFactory.plannerCelBuilder()
            .setOptions(CelOptions.current()
                    .enableHeterogeneousNumericComparisons(true)
                    .maxExpressionCodePointSize(LONGEST)
                    .maxParseExpressionNodeCount(NODES)
                    .maxParseRecursionDepth(NESTING)
                    .comprehensionMaxIterations(ITERATIONS)
                    .maxRegexProgramSize(REGEX_PROGRAM)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("request.method", SimpleType.STRING)
            .addVar("request.host", SimpleType.STRING)
            .addVar("request.path", SimpleType.STRING)
            .addVar("auth.identity", SimpleType.STRING)
            .addVar("auth.anonymous", SimpleType.BOOL)
            .addVar("auth.subject", SimpleType.STRING)
            .addVar("auth.tenant", SimpleType.STRING)
            .addVar("auth.scopes", ListType.create(SimpleType.STRING))
            .addFunctionDeclarations(ofName("header"), ofName("attribute"))
            .addFunctionBindings(CelFunctionBinding.fromOverloads(
                    "header", CelFunctionBinding.from("header_string", String.class, name -> current()
                            .request
                            .header(name))))
            .addFunctionBindings(CelFunctionBinding.fromOverloads(
                    "attribute", CelFunctionBinding.from("attribute_string", String.class, name -> current()
                            .identity
                            .attributes()
                            .getOrDefault(name, ""))))
            .build();

    /** A pattern that does not compile would fail at each request, and deny everybody. */
    private static final CelValidator PATTERNS = CelValidatorFactory.standardCelValidatorBuilder(CEL)
            .addAstValidators(RegexLiteralValidator.INSTANCE)
            .build();

    private Expressions() {}

    private record Subject(RequestFacts request, Identity identity) {}

    private static CelFunctionDecl ofName(String function) {
        return CelFunctionDecl.newFunctionDeclaration(
                function,
                CelOverloadDecl.newGlobalOverload(function + "_string", SimpleType.STRING, SimpleType.STRING));
    }

    private static Subject current() {
        return java.util.Objects.requireNonNull(CURRENT.get());
    }

    static @Nullable Object enter(RequestFacts request, Identity identity) {
        var before = CURRENT.get();
        CURRENT.set(new Subject(request, identity));
        return before;
    }

    static void leave(@Nullable Object before) {
        CURRENT.set((Subject) before);
    }

    /** A condition. */
    static Optional<Expression> condition(String text, Location at, Consumer<Problem> problems) {
        return compile(text, at, problems)
                .filter(compiled -> is(compiled, SimpleType.BOOL, "true or false", at, problems));
    }

    /** A text. */
    static Optional<Expression> text(String text, Location at, Consumer<Problem> problems) {
        return compile(text, at, problems).filter(compiled -> is(compiled, SimpleType.STRING, "a text", at, problems));
    }

    /** A text or a whole number. */
    static Optional<Expression> value(String text, Location at, Consumer<Problem> problems) {
        return compile(text, at, problems)
                .filter(compiled -> compiled.type().equals(SimpleType.INT)
                        || is(compiled, SimpleType.STRING, "a text or a whole number", at, problems));
    }

    private static boolean is(
            Expression expression, CelType expected, String words, Location at, Consumer<Problem> problems) {
        if (expression.type().equals(expected)) {
            return true;
        }
        problems.accept(Problem.error(
                at,
                "expression",
                "\"" + expression + "\" must be " + words + ", and is "
                        + expression.type().name()
                        + (expected.equals(SimpleType.STRING)
                                ? "; a text stands in quotes of its own: \"'text'\""
                                : "")));
        return false;
    }

    private static Optional<Expression> compile(String text, Location at, Consumer<Problem> problems) {
        try {
            var ast = CEL.compile(text).getAst();
            var patterns = PATTERNS.validate(ast);
            if (patterns.hasError()) {
                problems.accept(
                        Problem.error(at, "expression", "\"" + text + "\": " + oneLine(patterns.getErrorString())));
                return Optional.empty();
            }
            return Optional.of(new Expression(text, CEL.createProgram(ast), ast.getResultType()));
        } catch (CelValidationException e) {
            var words = e.getErrors().stream()
                    .map(issue -> issue.getMessage() + " (character "
                            + (issue.getSourceLocation().getColumn() + 1) + ")")
                    .collect(Collectors.joining("; "));
            problems.accept(Problem.error(at, "expression", "\"" + text + "\": " + oneLine(words)));
        } catch (CelEvaluationException | RuntimeException e) {
            problems.accept(
                    Problem.error(at, "expression", "\"" + text + "\": " + oneLine(String.valueOf(e.getMessage()))));
        }
        return Optional.empty();
    }

    /** Without the parser's list of all that could follow, which hides the place. */
    private static String oneLine(String text) {
        return text.replaceAll(" expecting \\{.*?\\}(?= \\(|$)", "")
                .replace("mismatched input '<EOF>'", "unexpected end")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
