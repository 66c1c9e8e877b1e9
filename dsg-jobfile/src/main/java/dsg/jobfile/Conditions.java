// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dev.cel.common.CelValidationException;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dsg.model.Verdict;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Conditions of stages, in the Common Expression Language (cel.dev).
public final class Conditions {

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .build();
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][-+]?\\d{1,3})?");
    private static final Pattern TYPE = Pattern.compile("(?m)^// params\\.(\\w{1,60}): (int|float|bool|string)$");

    private Conditions() {}

    /// What becomes of a condition.
    ///
    /// @param params the job's parameters: `params.full`
    /// @param stages counts of tasks by stage and state: `stages.fit.failed`
    /// @param outputs what stages of one task have made, as text, by `stage.output`: `outputs.fit.result.chi2`
    public static Verdict judge(
            String expression,
            Map<String, String> params,
            Map<String, Map<String, Integer>> stages,
            Map<String, String> outputs) {
        Map<String, Params.Type> types = types(expression, params);
        Map<String, Object> variables = new HashMap<>();
        types.forEach((name, type) -> variables.put("params." + name, typed(params.getOrDefault(name, ""), type)));
        variables.put("stages", counts(stages));
        try {
            Cel cel = new Cel(types);
            variables.put("outputs", contents(cel, expression, outputs));
            return cel.isTrue(expression, variables) ? new Verdict.Run() : new Verdict.Skip();
        } catch (CelEvaluationException | CelValidationException | RuntimeException | StackOverflowError e) {
            return unclear(String.valueOf(e.getMessage()));
        }
    }

    private static Verdict unclear(String why) {
        String line =
                why.lines().findFirst().orElse("no reason is known").replaceFirst("^evaluation error[^:]*:\\d*: ", "");
        String shortened = line.length() > 300 ? line.substring(0, 299) + "…" : line;
        return new Verdict.Unclear(
                "The condition cannot be told: " + Words.printable(shortened) + (shortened.endsWith(".") ? "" : "."));
    }

    /// The expression, and below it the types of those parameters whose values alone would not tell them.
    static String withTypes(String expression, Params params) {
        StringBuilder text = new StringBuilder(expression);
        params.byName().forEach((name, param) -> {
            Params.Type type = plain(param.type());
            if (expression.contains("params." + name)
                    && type != guessed(param.value().orElse(""))) {
                text.append("\n// params.").append(name).append(": ").append(type.word());
            }
        });
        return text.toString();
    }

    private static Params.Type plain(Params.Type type) {
        return switch (type) {
            case INT, FLOAT, BOOL, STRING -> type;
            case PATH, CHOICE -> Params.Type.STRING;
        };
    }

    private static Params.Type guessed(String value) {
        if (WHOLE.matcher(value).matches()) {
            return Params.Type.INT;
        }
        if (value.length() <= 80 && NUMBER.matcher(value).matches()) {
            return Params.Type.FLOAT;
        }
        return value.equals("true") || value.equals("false") ? Params.Type.BOOL : Params.Type.STRING;
    }

    private static Map<String, Params.Type> types(String expression, Map<String, String> params) {
        Map<String, Params.Type> types = new LinkedHashMap<>();
        params.forEach((name, value) -> types.put(name, guessed(value)));
        Matcher said = TYPE.matcher(expression);
        while (said.find()) {
            for (Params.Type type : Params.Type.values()) {
                if (type.word().equals(said.group(2)) && types.containsKey(said.group(1))) {
                    types.put(said.group(1), type);
                }
            }
        }
        return types;
    }

    private static Object typed(String value, Params.Type type) {
        return switch (type) {
            case INT -> WHOLE.matcher(value).matches() ? (Object) Long.valueOf(value) : value;
            case FLOAT -> NUMBER.matcher(value).matches() ? (Object) Double.valueOf(value) : value;
            case BOOL -> value.equals("true");
            case STRING, PATH, CHOICE -> value;
        };
    }

    private static Map<String, Map<String, Long>> counts(Map<String, Map<String, Integer>> stages) {
        return stages.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        stage -> stage.getValue().entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        count -> count.getValue().longValue()))));
    }

    /// Only what the expression names is read: other outputs need be no JSON.
    private static Map<String, Map<String, Object>> contents(Cel cel, String expression, Map<String, String> outputs) {
        Map<String, Map<String, Object>> contents = new HashMap<>();
        for (Cel.Name name : cel.names(expression)) {
            List<String> parts = name.parts();
            String text = parts.size() < 3 ? null : outputs.get(parts.get(1) + "." + parts.get(2));
            if (parts.getFirst().equals("outputs") && text != null) {
                contents.computeIfAbsent(parts.get(1), _ -> new HashMap<>()).put(parts.get(2), value(text, parts));
            }
        }
        return contents;
    }

    private static Object value(String json, List<String> name) {
        try {
            return widened(JSON.readTree(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "output " + name.get(2) + " of stage " + name.get(1) + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Object widened(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                node.forEachEntry((key, value) -> fields.put(key, widened(value)));
                yield fields;
            }
            case ARRAY -> node.valueStream().map(Conditions::widened).toList();
            case NUMBER ->
                node.canConvertToLong() && node.isIntegralNumber() ? node.asLong() : (Object) node.asDouble();
            case BOOLEAN -> node.asBoolean();
            case NULL, MISSING -> NullValue.NULL_VALUE;
            case STRING, BINARY, POJO -> node.asString();
        };
    }
}
