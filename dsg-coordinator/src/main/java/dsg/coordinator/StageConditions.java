// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.jobfile.Conditions;
import dsg.model.Artefact;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.Verdict;
import dsg.store.Artefacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks at the conditions of stages when the loop asks, beside it, for they may speak of what earlier stages made.
final class StageConditions {

    /// An output longer than this cannot be spoken of in a condition.
    private static final int OUTPUT_MAX = 1024 * 1024;

    private final Artefacts artefacts;

    StageConditions(Artefacts artefacts) {
        this.artefacts = artefacts;
    }

    void carryOut(List<GridEffect> effects, GridLoop loop) {
        for (GridEffect effect : effects) {
            if (effect instanceof GridEffect.Judge question) {
                Thread.startVirtualThread(() -> answer(question, loop));
            }
        }
    }

    private void answer(GridEffect.Judge question, GridLoop loop) {
        Verdict verdict;
        try {
            verdict = Conditions.judge(question.expression(), question.params(), question.stages(), outputs(question));
        } catch (IOException e) {
            verdict =
                    new Verdict.Unclear("An output that the condition may speak of cannot be read: " + e.getMessage());
        }
        try {
            loop.tellInTurn(List.of(new GridCommand.Judge(question.stage(), verdict)), Map.of());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> outputs(GridEffect.Judge question) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, Artefact> output : question.outputs().entrySet()) {
            if (question.expression().contains("outputs") && output.getValue().bytes() <= OUTPUT_MAX) {
                try (InputStream content = artefacts
                        .open(output.getValue().digest())
                        .orElseThrow(() -> new IOException(output.getKey() + " is not there any more"))) {
                    texts.put(output.getKey(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }
}
