// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.AttemptStatus;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.wire.CoordinatorLink;
import dsg.wire.Delivery;
import dsg.wire.Gathered;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox();

    @AfterEach
    void close() {
        outbox.close();
    }

    private static Delivery delivery(int task, int bytes) {
        byte[] content = new byte[bytes];
        content[0] = (byte) task;
        return new Delivery(
                AttemptId.parse("1.main." + task + ".a1"),
                AttemptReport.without(new AttemptEnd.Done()),
                Map.of(Digest.of(content), content));
    }

    @Test
    void whatIsNotAcknowledgedGoesOverEveryNewLink() throws InterruptedException {
        Delivery one = delivery(1, 10);
        outbox.add(one);
        FakeLink first = new FakeLink();
        outbox.opened(first);
        assertThat(first.next()).containsExactly(one);

        outbox.linkClosed();
        FakeLink second = new FakeLink();
        outbox.opened(second);
        assertThat(second.next()).containsExactly(one);

        outbox.acknowledged(List.of(one.attempt()));
        outbox.linkClosed();
        FakeLink third = new FakeLink();
        outbox.opened(third);
        Delivery two = delivery(2, 10);
        outbox.add(two);
        assertThat(third.next()).containsExactly(two);
    }

    @Test
    void aLinkThatFailsDoesNotEndReporting() throws InterruptedException {
        FakeLink broken = new FakeLink();
        broken.fails = true;
        outbox.opened(broken);
        outbox.add(delivery(1, 10));
        broken.next();

        FakeLink whole = new FakeLink();
        outbox.opened(whole);
        assertThat(whole.next()).hasSize(1);
    }

    @Test
    void noMessageIsTooLongHoweverMuchThereIsToSay() throws InterruptedException {
        for (int task = 1; task <= 40; task++) {
            outbox.add(delivery(task, Delivery.INLINE_TOTAL_MAX));
        }
        FakeLink link = new FakeLink();
        outbox.opened(link);

        int arrived = 0;
        while (arrived < 40) {
            List<Delivery> message = link.next();
            assertThat(message.stream().mapToInt(Delivery::contentBytes).sum()).isLessThan(8 * 1024 * 1024);
            arrived += message.size();
        }
        assertThat(arrived).isEqualTo(40);
    }

    /// Notes what it is told to report.
    private static final class FakeLink implements CoordinatorLink {
        final BlockingQueue<List<Delivery>> messages = new LinkedBlockingQueue<>();
        volatile boolean fails;

        List<Delivery> next() throws InterruptedException {
            List<Delivery> message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return message;
        }

        @Override
        public dsg.wire.Located locate(dsg.wire.Need need, Digest digest) {
            throw new AssertionError("Nothing is that large.");
        }

        @Override
        public dsg.wire.ChunkClient chunks() {
            throw new AssertionError("Nothing is that large.");
        }

        @Override
        public void holds(List<Digest> taken, List<Digest> dropped) {}

        @Override
        public void policy(dsg.model.NodePolicy policy) {}

        @Override
        public void policyVerdict(long request, dsg.model.NodePolicy.Verdict verdict) {}

        @Override
        public void fetchRate(long bytesPerSecond) {}

        @Override
        public dsg.wire.Admission renew() {
            throw new AssertionError("Nobody wants another certificate.");
        }

        @Override
        public void report(List<Delivery> deliveries) {
            messages.add(deliveries);
            if (fails) {
                throw new IllegalStateException("the network's threads have ended");
            }
        }

        @Override
        public void survey(dsg.model.Software software) {}

        @Override
        public void changed(dsg.model.NodeFacts facts) {}

        @Override
        public void offer(dsg.model.Offer offer) {
            throw new AssertionError("Nobody owns this machine.");
        }

        @Override
        public void saved(AttemptId attempt, Checkpoint checkpoint) {}

        @Override
        public void figures(dsg.model.NodeFigures figures) {}

        @Override
        public void logBytes(long request, byte[] content) {}

        @Override
        public void beat(List<AttemptStatus> statuses) {}

        @Override
        public void gather(AttemptId attempt, String input, Consumer<Gathered> items) {}

        @Override
        public void fetch(dsg.wire.Need need, Digest digest, Path file) {}

        @Override
        public void keep(Digest digest, Path file) {}

        @Override
        public void close() {}
    }
}
