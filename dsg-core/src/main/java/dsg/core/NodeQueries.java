// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.GridQueries.AttemptView;
import dsg.model.AttemptId;
import dsg.model.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a node has to do with tasks. Asked on the thread that owns the ledger.
public final class NodeQueries {

    private NodeQueries() {}

    /// An attempt on a node.
    ///
    /// @param jobName the name of its job
    /// @param ahead whether it was sent ahead, so that it has not begun
    public record OnNode(AttemptId id, String jobName, boolean ahead, AttemptView attempt) {}

    /// A page: what runs comes first, then what ended lately; of both the newest first.
    ///
    /// @param next where to go on; absent when nothing is left
    public record Page(List<OnNode> attempts, OptionalInt next) {
        public Page {
            attempts = List.copyOf(attempts);
        }
    }

    /// The page from this place on, or none if there is no such node.
    ///
    /// @param running whether what runs is wanted
    /// @param ended whether what ended lately is wanted
    public static Optional<Page> tasks(GridView view, NodeId id, boolean running, boolean ended, int from, int limit) {
        return view.node(id).map(node -> {
            List<AttemptId> all = new ArrayList<>();
            if (running) {
                all.addAll(node.attempts());
                Collections.reverse(all);
            }
            if (ended) {
                all.addAll(node.lately().newestFirst());
            }
            List<AttemptId> ahead = node.ahead();
            List<OnNode> page = new ArrayList<>();
            int place = Math.min(from, all.size());
            while (place < all.size() && page.size() < limit) {
                AttemptId attempt = all.get(place++);
                // Jobs may have been deleted since.
                on(view, attempt, ahead.contains(attempt)).ifPresent(page::add);
            }
            return new Page(page, place < all.size() ? OptionalInt.of(place) : OptionalInt.empty());
        });
    }

    private static Optional<OnNode> on(GridView view, AttemptId id, boolean ahead) {
        return view.job(id.task().job())
                .flatMap(job -> GridQueries.attempts(view, job, id.task()).stream()
                        .filter(attempt -> attempt.number() == id.number())
                        .findFirst()
                        .map(attempt -> new OnNode(id, job.spec().name(), ahead, attempt)));
    }
}
