// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dsg.model.AttemptId;
import dsg.model.Digest;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.NodeId;
import dsg.model.StageId;
import dsg.model.Target;
import dsg.model.TaskId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// Events as one line of JSON each, which people can read with any SQLite shell. A sealed type says in `is`
/// which of its kinds it is; ids and digests are plain text.
final class EventCodec {

    private final ObjectWriter writer;
    private final ObjectReader reader;

    EventCodec() {
        JsonMapper mapper = JsonMapper.builder()
                .annotationIntrospector(new SealedTypes())
                .addModule(new SimpleModule()
                        .addSerializer(Target.class, ToStringSerializer.instance)
                        .addSerializer(JobId.class, ToStringSerializer.instance)
                        .addSerializer(StageId.class, ToStringSerializer.instance)
                        .addSerializer(TaskId.class, ToStringSerializer.instance)
                        .addSerializer(AttemptId.class, ToStringSerializer.instance)
                        .addSerializer(NodeId.class, ToStringSerializer.instance)
                        .addSerializer(Digest.class, ToStringSerializer.instance)
                        .addDeserializer(Target.class, new Parsed<>(Target.class, Target::parse))
                        .addDeserializer(JobId.class, new Parsed<>(JobId.class, JobId::parse))
                        .addDeserializer(
                                StageId.class, new Parsed<>(StageId.class, text -> (StageId) Target.parse(text)))
                        .addDeserializer(TaskId.class, new Parsed<>(TaskId.class, TaskId::parse))
                        .addDeserializer(AttemptId.class, new Parsed<>(AttemptId.class, AttemptId::parse))
                        .addDeserializer(NodeId.class, new Parsed<>(NodeId.class, NodeId::new))
                        .addDeserializer(Digest.class, new Parsed<>(Digest.class, Digest::new)))
                .changeDefaultVisibility(visibility -> visibility
                        .withVisibility(
                                com.fasterxml.jackson.annotation.PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
                        .withFieldVisibility(JsonAutoDetect.Visibility.ANY)
                        .withCreatorVisibility(JsonAutoDetect.Visibility.ANY))
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        writer = mapper.writerFor(GridEvent.class);
        reader = mapper.readerFor(GridEvent.class);
    }

    String encode(GridEvent event) {
        return writer.writeValueAsString(event);
    }

    /// @throws StoreException if the text is no event
    GridEvent decode(String text) {
        try {
            return reader.readValue(text);
        } catch (JacksonException e) {
            throw new StoreException("The journal holds what is no event: " + e.getOriginalMessage(), e);
        }
    }

    /// Every sealed interface of the model names its kind, without an annotation in the model.
    private static final class SealedTypes extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        private static final JsonTypeInfo.Value KIND = JsonTypeInfo.Value.construct(
                JsonTypeInfo.Id.SIMPLE_NAME, JsonTypeInfo.As.PROPERTY, "is", null, false, true, true);

        @Override
        public JsonTypeInfo.@org.jspecify.annotations.Nullable Value findPolymorphicTypeInfo(
                MapperConfig<?> config, Annotated type) {
            return sealedAncestor(type.getRawType()) ? KIND : super.findPolymorphicTypeInfo(config, type);
        }

        @Override
        public @org.jspecify.annotations.Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated type) {
            Class<?> raw = type.getRawType();
            return isSealed(raw)
                    ? Arrays.stream(raw.getPermittedSubclasses())
                            .map(permitted -> new NamedType(permitted, permitted.getSimpleName()))
                            .toList()
                    : super.findSubtypes(config, type);
        }

        private static boolean sealedAncestor(Class<?> type) {
            return isSealed(type) || Arrays.stream(type.getInterfaces()).anyMatch(SealedTypes::isSealed);
        }

        /// What a request is about is plain text, like the ids it may be.
        private static boolean isSealed(Class<?> type) {
            return type.isInterface() && type.isSealed() && type != Target.class;
        }
    }

    /// An id or a digest, read from its text.
    private static final class Parsed<T> extends FromStringDeserializer<T> {
        private final transient Function<String, T> parse;

        Parsed(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) {
            return parse.apply(text);
        }
    }
}
