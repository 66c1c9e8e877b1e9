// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The Common Expression Language with the variables of a condition.
final class Cel {

    /// The most characters of an expression.
    static final int LENGTH_MAX = 2_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(2 * LENGTH_MAX + 10_000)
            .maxParseRecursionDepth(60)
            .comprehensionMaxIterations(100_000)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

    /// What is wrong with an expression, and where in it, in chars.
    record Mistake(int at, String what) {}

    /// A variable and what is asked of it, part by part: `stages`, `fit`, `failed`.
    record Name(List<String> parts, int start, int end) {}

    private final CelCompiler compiler;

    Cel(Map<String, Params.Type> params) {
        MapType counts = MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, SimpleType.INT));
        MapType contents = MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, SimpleType.DYN));
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("stages", counts)
                .addVar("outputs", contents)
                .setResultType(SimpleType.BOOL);
        params.forEach((name, type) -> {
            if (Words.isIdentifier(name)) {
                builder.addVar("params." + name, celType(type));
            }
        });
        this.compiler = builder.build();
    }

    private static CelType celType(Params.Type type) {
        return switch (type) {
            case INT -> SimpleType.INT;
            case FLOAT -> SimpleType.DOUBLE;
            case BOOL -> SimpleType.BOOL;
            case STRING, PATH, CHOICE -> SimpleType.STRING;
        };
    }

    /// Why the expression cannot be read.
    Optional<Mistake> parse(String expression) {
        return mistake(() -> compiler.parse(expression), expression);
    }

    /// Why the expression is not true or false.
    Optional<Mistake> compile(String expression) {
        return mistake(() -> compiler.compile(expression), expression);
    }

    private static Optional<Mistake> mistake(Supplier<CelValidationResult> result, String expression) {
        try {
            return result.get().getErrors().stream().findFirst().map(issue -> mistake(issue, expression));
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of(new Mistake(0, "this cannot be read: " + Words.shown(String.valueOf(e.getMessage()))));
        }
    }

    private static Mistake mistake(CelIssue issue, String expression) {
        CelSourceLocation place = issue.getSourceLocation();
        int start = 0;
        for (int line = 1; line < place.getLine(); line++) {
            start = Math.max(start, expression.indexOf('\n', start) + 1);
        }
        int column = Math.clamp(place.getColumn(), 0, expression.codePointCount(start, expression.length()));
        return new Mistake(expression.offsetByCodePoints(start, column), plain(issue.getMessage()));
    }

    /// The library's message as far as it helps a person.
    private static String plain(String message) {
        String first = message.lines().findFirst().orElse("this is no condition");
        int cut = first.indexOf(" (candidates");
        String said = cut < 0 ? first : first.substring(0, cut);
        int expecting = said.indexOf(" expecting {");
        return Words.printable((expecting < 0 ? said : said.substring(0, expecting)).replace(" (in container '')", ""))
                .replaceAll("(.{300}).*", "$1…");
    }

    /// The variables `params`, `stages` and `outputs` that an expression names, each with what is asked of it.
    List<Name> names(String expression) {
        List<Name> names = new ArrayList<>();
        try {
            CelValidationResult parsed = compiler.parse(expression);
            if (parsed.hasError()) {
                return List.of();
            }
            CelAbstractSyntaxTree tree = parsed.getAst();
            CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(node -> {
                if (node.getKind() == CelExpr.ExprKind.Kind.IDENT
                        && List.of("params", "stages", "outputs")
                                .contains(node.expr().ident().name())) {
                    names.add(name(node, tree, expression));
                }
            });
        } catch (CelValidationException | RuntimeException | StackOverflowError e) {
            return List.of(); // whoever reads or compiles it says why
        }
        return names;
    }

    private static Name name(CelNavigableExpr ident, CelAbstractSyntaxTree tree, String expression) {
        Deque<String> parts = new ArrayDeque<>(List.of(ident.expr().ident().name()));
        int characters = tree.getSource().getPositionsMap().getOrDefault(ident.id(), 0);
        int start = expression.offsetByCodePoints(
                0, Math.clamp(characters, 0, expression.codePointCount(0, expression.length())));
        int end = start + parts.getFirst().length();
        Optional<CelNavigableExpr> above = ident.parent();
        while (above.isPresent()) {
            Optional<String> part = part(above.get().expr());
            if (part.isEmpty()) {
                break;
            }
            parts.addLast(part.get());
            int at = expression.indexOf(part.get(), end);
            end = at < 0 ? end : at + part.get().length();
            above = above.get().parent();
        }
        return new Name(List.copyOf(parts), Math.min(start, end), end);
    }

    private static Optional<String> part(CelExpr expr) {
        return switch (expr.getKind()) {
            case SELECT -> Optional.of(expr.select().field());
            case CALL ->
                expr.call().function().equals("_[_]")
                                && expr.call().args().getLast().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                                && expr.call().args().getLast().constant().getKind() == CelConstant.Kind.STRING_VALUE
                        ? Optional.of(expr.call().args().getLast().constant().stringValue())
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /// Whether the expression is true.
    ///
    /// @throws CelEvaluationException if that cannot be told
    /// @throws CelValidationException if it is none
    boolean isTrue(String expression, Map<String, Object> variables)
            throws CelEvaluationException, CelValidationException {
        CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
        return Boolean.TRUE.equals(RUNTIME.createProgram(tree).eval(variables));
    }
}
