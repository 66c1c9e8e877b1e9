// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Order;
import dsg.type.Launch;
import dsg.type.TaskType;
import dsg.type.TypeFolder;
import dsg.type.TypedTask;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/// What tasks of other types than `run` come to on this node. The code of a type from a jar runs in the node itself:
/// whatever it throws is its attempt's end, and no more.
///
/// @param types those that the machine's owner has allowed, and DSG's own
record TypeRoom(TypeFolder types) {

    /// What is started for this order, its folder made ready.
    ///
    /// @throws OfferEndedException if the type has been taken back, or is another version by now
    /// @throws IOException if nothing can be; the message says why
    Launch launch(Order order, TaskFolder folder) throws IOException {
        if (order.typed().isEmpty()) {
            return Launch.program(order.argv());
        }
        dsg.model.TypedTask asked = order.typed().get();
        TaskType type = type(order)
                .orElseThrow(() -> new OfferEndedException(
                        "its node does not run that version of the type `" + asked.type() + "` any more"));
        TypedTask task = new TypedTask(
                asked.values(),
                order.argv(),
                order.resources().cores(),
                order.resources().memoryMib());
        try {
            type.prepare(task, folder.task());
            return type.launch(task);
        } catch (RuntimeException | LinkageError e) {
            throw new IOException("the task type `" + asked.type() + "` cannot start this: " + e.getMessage(), e);
        }
    }

    private Optional<TaskType> type(Order order) {
        return order.typed().flatMap(asked -> types.current().of(asked.type(), asked.pin()));
    }

    /// How far this line, which a task of this order has printed, says that it has come.
    OptionalDouble progress(Order order, String line) {
        try {
            return type(order).map(type -> type.progress(line)).orElse(OptionalDouble.empty());
        } catch (RuntimeException | LinkageError _) {
            return OptionalDouble.empty();
        }
    }
}
