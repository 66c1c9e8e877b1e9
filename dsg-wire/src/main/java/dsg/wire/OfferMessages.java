// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Offer;
import dsg.model.Resources;
import dsg.model.Rest;
import java.util.HashSet;
import java.util.Optional;

/// What a node's owner offers, as it is said between machines.
final class OfferMessages {

    private OfferMessages() {}

    static dsg.wire.proto.Offer toProto(Offer offer) {
        dsg.wire.proto.Offer.Builder builder = dsg.wire.proto.Offer.newBuilder().addAllPeople(offer.people());
        offer.rest().ifPresent(rest -> builder.setRest(rest.kind().word()).setWhy(rest.why()));
        offer.most()
                .ifPresent(most -> builder.setLimited(true)
                        .setCpuMilli(most.cpuMilli())
                        .setMemoryMib(most.memoryMib())
                        .setDiskMib(most.diskMib())
                        .setGpus(most.gpus()));
        return builder.build();
    }

    static Offer fromProto(dsg.wire.proto.Offer offer) {
        return new Offer(
                offer.getRest().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Rest(Rest.Kind.of(offer.getRest()), offer.getWhy())),
                offer.getLimited()
                        ? Optional.of(new Resources(
                                offer.getCpuMilli(), offer.getMemoryMib(), offer.getDiskMib(), offer.getGpus()))
                        : Optional.empty(),
                new HashSet<>(offer.getPeopleList()));
    }
}
