package dev.gitvoy.authz.policy;

import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.gitvoy.authz.identity.Identity;
import java.util.Optional;

/** A CEL expression, compiled and checked. Immutable; any thread. */
public final class Expression {
    private final String text;
    private final Program program;
    private final CelType type;

    Expression(String text, Program program, CelType type) {
        this.text = text;
        this.program = program;
        this.type = type;
    }

    /** @throws EvaluationException when it has no value for this request */
    public Object evaluate(RequestFacts request, Identity identity) throws EvaluationException {
        var before = Expressions.enter(request, identity);
        try {
            return program.eval((String name) -> variable(name, request, identity));
        } catch (CelEvaluationException | RuntimeException e) {
            throw new EvaluationException(text, e);
        } finally {
            Expressions.leave(before);
        }
    }

    private static Optional<Object> variable(String name, RequestFacts request, Identity identity) {
        return switch (name) {
            case "request.method" -> Optional.of(request.method());
            case "request.host" -> Optional.of(request.host());
            case "request.path" -> Optional.of(request.path());
            case "auth.identity" -> Optional.of(identity.kind());
            case "auth.anonymous" -> Optional.of(identity.anonymous());
            case "auth.subject" -> Optional.of(identity.subject());
            case "auth.tenant" -> Optional.of(identity.tenant());
            case "auth.scopes" -> Optional.of(identity.scopes());
            default -> Optional.empty();
        };
    }

    CelType type() {
        return type;
    }

    @Override
    public String toString() {
        return text;
    }

    /** An expression has no value: an index that is not there, too many steps. */
    public static final class EvaluationException extends Exception {
        private static final long serialVersionUID = 1;

        EvaluationException(String expression, Exception cause) {
            super(expression, cause);
        }
    }
}
