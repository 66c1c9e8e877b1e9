// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.NodePolicy;
import dsg.model.NodePolicy.Verdict;
import dsg.wire.proto.Policy;
import dsg.wire.proto.PolicyChange;
import dsg.wire.proto.PolicyVerdict;
import dsg.wire.proto.PolicyWish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node's owner has said, and what becomes of it, as it is said between machines.
final class PolicyMessages {

    private PolicyMessages() {}

    static Policy toProto(NodePolicy policy) {
        Policy.Builder builder = Policy.newBuilder().setManaged(policy.managed());
        policy.settings().forEach(entry -> builder.addSettings(toProto(entry)));
        policy.changed()
                .ifPresent(change -> builder.setChanged(PolicyChange.newBuilder()
                        .setBy(change.by())
                        .setAtMs(change.at().toEpochMilli())
                        .setWhat(change.what())));
        policy.sources()
                .forEach(source -> builder.addSources(Policy.Source.newBuilder()
                        .setName(source.name())
                        .setWorks(source.works())
                        .setNote(source.note())));
        return builder.build();
    }

    private static Policy.Setting toProto(NodePolicy.Entry entry) {
        return Policy.Setting.newBuilder()
                .setName(entry.name())
                .addAllValues(entry.values())
                .setSaid(entry.said())
                .setUsual(entry.usual())
                .setUsualAlways(entry.usualAlways())
                .setSeveral(entry.several())
                .setFromAfar(entry.fromAfar())
                .setForm(entry.form())
                .setPrivate(entry.isPrivate())
                .build();
    }

    static NodePolicy fromProto(Policy policy) {
        return new NodePolicy(
                policy.getManaged(),
                policy.getSettingsList().stream()
                        .map(entry -> new NodePolicy.Entry(
                                entry.getName(),
                                entry.getValuesList(),
                                entry.getSaid(),
                                entry.getUsual(),
                                entry.getUsualAlways(),
                                entry.getSeveral(),
                                entry.getFromAfar(),
                                entry.getForm(),
                                entry.getPrivate()))
                        .toList(),
                policy.hasChanged() ? Optional.of(fromProto(policy.getChanged())) : Optional.empty(),
                policy.getSourcesList().stream()
                        .map(source -> new NodePolicy.Source(source.getName(), source.getWorks(), source.getNote()))
                        .toList());
    }

    private static NodePolicy.Change fromProto(PolicyChange change) {
        return new NodePolicy.Change(change.getBy(), Instant.ofEpochMilli(change.getAtMs()), change.getWhat());
    }

    static PolicyWish toProto(long request, NodePolicy.Wish wish) {
        PolicyWish.Builder builder =
                PolicyWish.newBuilder().setRequest(request).setBy(wish.by()).addAllUnset(wish.unset());
        wish.set()
                .forEach((setting, values) -> builder.addSet(
                        PolicyWish.Wanted.newBuilder().setSetting(setting).addAllValues(values)));
        return builder.build();
    }

    static NodePolicy.Wish fromProto(PolicyWish wish) {
        Map<String, List<String>> set = new HashMap<>();
        wish.getSetList().forEach(wanted -> set.put(wanted.getSetting(), List.copyOf(wanted.getValuesList())));
        return new NodePolicy.Wish(wish.getBy(), set, wish.getUnsetList());
    }

    static PolicyVerdict toProto(long request, Verdict verdict) {
        PolicyVerdict.Builder builder = PolicyVerdict.newBuilder().setRequest(request);
        switch (verdict) {
            case Verdict.Taken(NodePolicy policy) -> builder.setTaken(toProto(policy));
            case Verdict.NotManaged() -> builder.setNotManaged(true);
            case Verdict.Faulty(List<NodePolicy.Fault> faults) ->
                faults.forEach(fault -> builder.addFaults(PolicyVerdict.Fault.newBuilder()
                        .setSetting(fault.setting())
                        .setSays(fault.says())));
            case Verdict.Hindered(String why) -> builder.setHindered(why);
        }
        return builder.build();
    }

    static Verdict fromProto(PolicyVerdict verdict) {
        if (verdict.hasTaken()) {
            return new Verdict.Taken(fromProto(verdict.getTaken()));
        }
        if (verdict.getNotManaged()) {
            return new Verdict.NotManaged();
        }
        if (verdict.getFaultsCount() > 0) {
            List<NodePolicy.Fault> faults = new ArrayList<>();
            verdict.getFaultsList()
                    .forEach(fault -> faults.add(new NodePolicy.Fault(fault.getSetting(), fault.getSays())));
            return new Verdict.Faulty(faults);
        }
        return new Verdict.Hindered(verdict.getHindered());
    }
}
