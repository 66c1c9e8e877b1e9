// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.Digest;
import dsg.model.NodeId;
import dsg.model.Software;
import dsg.model.TaskId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/// Remembers what it hears.
final class FakeCoordinator implements LinkHandler, LinkHandler.Session {
    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    final Map<Digest, byte[]> kept = new ConcurrentHashMap<>();
    final List<Gathered> items = new ArrayList<>();
    volatile NodeLink link;
    volatile Path received;
    volatile int begun;
    volatile boolean hasRoom = true;

    FakeCoordinator() {
        for (int i = 1; i <= 1000; i++) {
            TaskId task = TaskId.parse("2.simulate." + i);
            items.add(new Gathered(task, Map.of("beta", "0." + i), "run.json", Artefact.of(new byte[] {(byte) i})));
        }
    }

    @Override
    public void statuses(List<AttemptStatus> statuses) {
        heard.add(statuses);
    }

    @Override
    public Session open(NodeId node, NodeHello hello, NodeLink opened) {
        link = opened;
        heard.add(List.of(node, hello));
        return this;
    }

    @Override
    public List<Gathered> gather(NodeId node, AttemptId attempt, String input, int from) {
        return items.stream()
                .filter(item -> item.task().number() >= from)
                .limit(300)
                .toList();
    }

    @Override
    public Located locate(NodeId node, Need need, Digest digest) {
        throw new AssertionError("Nothing is that large.");
    }

    @Override
    public void holds(List<Digest> taken, List<Digest> dropped) {
        heard.add(taken);
    }

    @Override
    public void fetchRate(long bytesPerSecond) {
        heard.add(bytesPerSecond);
    }

    @Override
    public Optional<InputStream> fetch(NodeId node, Need need, Digest digest) {
        return Optional.ofNullable(kept.get(digest)).map(ByteArrayInputStream::new);
    }

    @Override
    public boolean hasRoom() {
        return hasRoom;
    }

    boolean hasReceived(long bytes) throws IOException {
        return received != null && Files.size(received) > bytes;
    }

    @Override
    public Path receive() throws IOException {
        received = Files.createTempFile("received", "");
        begun++;
        return received;
    }

    @Override
    public void keep(NodeId node, Digest digest, Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        if (!Digest.of(content).equals(digest)) {
            throw new IOException("not what its name says");
        }
        kept.put(digest, content);
    }

    @Override
    public void reports(List<Delivery> deliveries) {
        heard.addAll(deliveries);
    }

    @Override
    public void survey(Software software) {
        heard.add(software);
    }

    @Override
    public void changed(dsg.model.NodeFacts facts) {
        heard.add(facts);
    }

    @Override
    public void offer(dsg.model.Offer offer) {
        heard.add(offer);
    }

    @Override
    public void policy(dsg.model.NodePolicy policy) {
        heard.add(policy);
    }

    @Override
    public void policyVerdict(long request, dsg.model.NodePolicy.Verdict verdict) {
        heard.add(List.of(request, verdict));
    }

    @Override
    public void figures(dsg.model.NodeFigures figures) {
        heard.add(figures);
    }

    @Override
    public void saved(AttemptId attempt, dsg.model.Checkpoint checkpoint) {
        heard.add(checkpoint);
    }

    @Override
    public void logBytes(long request, byte[] content) {
        heard.add(request);
    }

    @Override
    public void alive() {}

    @Override
    public void closed() {
        heard.add("closed");
    }
}
