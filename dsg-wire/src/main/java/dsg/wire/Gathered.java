// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Artefact;
import dsg.model.TaskId;
import java.util.Map;

/// One task's share of a gathered input: its sweep's values in their order, the path of its output, and the
/// content.
public record Gathered(TaskId task, Map<String, String> values, String path, Artefact artefact) {}
