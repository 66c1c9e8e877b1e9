// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaTest {

    private static final Schema SCHEMA = parsed(CodePages.schema());
    private static final JsonNode TREE = JsonMapper.builder().build().readTree(CodePages.schema());

    private static Schema parsed(String schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    private static List<Error> errors(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML);
    }

    /// What another schema says of it.
    static List<Error> errors(String schema, String yaml) {
        return parsed(schema).validate(yaml, InputFormat.YAML);
    }

    @ParameterizedTest
    @ValueSource(strings = {"estimate-pi.yaml", "sir-sweep.yaml", "whole.yaml"})
    void theExamplesAreOfTheSchema(String name) {
        assertThat(errors(Sheets.resource(name))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "m1.yaml, false",
        "m2.yaml, false",
        "m3.yaml, true",
        "m4.yaml, true",
        "m5.yaml, true",
        "m6.yaml, true",
        "transit-search.yaml, false"
    })
    void aMistakeOfFormIsSeenByAnEditorAndOneOfMeaningIsNot(String name, boolean passes) {
        assertThat(errors(Sheets.resource(name)).isEmpty()).isEqualTo(passes);
    }

    static Stream<String> samples() {
        return DocumentTest.samples();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theSamplesOfTheDocumentAreOfTheSchema(String sample) {
        assertThat(errors(sample)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dsg.jobfile.CodePagesTest#codesOfTheReader")
    void whatIsRightOnAPageIsOfTheSchema(ProblemCode code) {
        assertThat(errors(CodePagesTest.example(code, "Right"))).isEmpty();
    }

    @Test
    void whatIsNotOfTheFormIsRefused() {
        assertThat(errors("dsg: 1\nrun: x\nretry: 1\n")).isEmpty();
        for (String wrong : List.of(
                "run: x\n",
                "dsg: 1\n",
                "dsg: 1\nrun: x\nstages: {a: {run: x}}\n",
                "dsg: 1\nrun: x\ntime: 10\n",
                "dsg: 1\nrun: x\nsweep: {grid: {}}\n",
                "dsg: 1\nrun: x\nsweep: {grid: {a: [1]}, zip: {b: [1]}}\n",
                "dsg: 1\nrun: x\nhealth: {every: 10s}\n",
                "dsg: 1\nrun: x\ncheckpoint: {every: 10s}\n",
                "dsg: 1\nrun: x\ncheckpoint: {files: []}\n",
                "dsg: 1\nrun: x\nretry: {on: any}\n",
                "dsg: 1\nrun: x\nenv: {DSG_X: 1}\n")) {
            assertThat(errors(wrong)).as(wrong).isNotEmpty();
        }
    }

    private static void assertSame(JsonNode object, Keys keys) {
        assertThat(object.path("properties").propertyNames()).containsExactlyInAnyOrderElementsOf(keys.now());
    }

    @Test
    void theSchemaHasTheKeysOfTheReader() {
        JsonNode parts = TREE.path("$defs");
        assertSame(TREE, Keys.JOB);
        assertSame(TREE.path("properties").path("defaults"), Keys.DEFAULTS);
        assertSame(parts.path("stage"), Keys.STAGE);
        assertSame(parts.path("param"), Keys.PARAM);
        assertSame(parts.path("sweep"), Keys.SWEEP);
        assertSame(parts.path("axis").path("anyOf").get(1), Keys.AXIS);
        assertSame(parts.path("input"), Keys.INPUT);
        assertSame(parts.path("output"), Keys.OUTPUT);
        assertSame(parts.path("resources"), Keys.RESOURCES);
        assertSame(parts.path("time").path("anyOf").get(1), Keys.TIME);
        JsonNode retry = parts.path("retry").path("anyOf").get(1);
        assertSame(retry, Keys.RETRY);
        assertSame(retry.path("properties").path("grow"), Keys.GROW);
        assertSame(parts.path("where"), Keys.WHERE);
        assertSame(parts.path("health"), Keys.HEALTH);
        assertSame(parts.path("checkpoint"), Keys.CHECKPOINT);
    }
}
