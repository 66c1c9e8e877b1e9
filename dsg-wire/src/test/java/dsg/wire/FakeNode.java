// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.Order;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Remembers what it hears.
final class FakeNode implements CoordinatorLink.Listener {
    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<String> signsOfLife = new LinkedBlockingQueue<>();

    @Override
    public void welcome() {
        heard.add("welcome");
    }

    @Override
    public void alive() {
        signsOfLife.add("alive");
    }

    @Override
    public void start(List<Order> orders) {
        heard.addAll(orders);
    }

    @Override
    public void stop(List<AttemptId> attempts) {
        attempts.forEach(attempt -> heard.add(List.of("stop", attempt)));
    }

    @Override
    public void recall(List<AttemptId> attempts) {
        attempts.forEach(attempt -> heard.add(List.of("recall", attempt)));
    }

    @Override
    public void move(List<AttemptId> attempts) {
        attempts.forEach(attempt -> heard.add(List.of("move", attempt)));
    }

    @Override
    public void acknowledged(List<AttemptId> attempts) {
        heard.add(attempts);
    }

    @Override
    public void readLog(LogRequest request) {
        heard.add(request);
    }

    @Override
    public void policyWish(long request, dsg.model.NodePolicy.Wish wish) {
        heard.add(List.of(request, wish));
    }

    @Override
    public void goodbye() {
        heard.add("goodbye");
    }

    @Override
    public void removed() {
        heard.add("removed");
    }

    @Override
    public void closed(String why) {
        heard.add("closed");
    }
}
