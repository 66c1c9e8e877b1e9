// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.JobSpec;
import dsg.model.StageSpec;
import dsg.type.ContainerType;
import dsg.type.RunType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads a whole job file: what stands at its top, and every stage.
final class JobReader {

    private static final int STAGES_MAX = 1_000;
    private static final Pattern JOB_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");
    private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");
    static final String SMALLEST = "write at least:  dsg: 1  and  run: echo hello";
    private static final String STAGES_FORM = "stages: {simulate: {run: python3 sim.py}}";

    private final Problems problems;
    private final InputFiles files;
    private final ReadOptions options;
    private final Keys keys;
    private final Keys stageKeys;

    JobReader(Problems problems, InputFiles files, ReadOptions options) {
        this.problems = problems;
        this.files = files;
        this.options = options;
        this.keys = Keys.job(options.types());
        this.stageKeys = Keys.stage(options.types());
    }

    /// The job; if there are errors, nothing.
    Optional<JobSpec> read(Yaml root, String defaultName) {
        if (!(root instanceof Yaml.Mapping mapping)) {
            if (!(root instanceof Yaml.Broken)) {
                problems.add(
                        ProblemCode.E117, root.span(), "a job file is keys and values, not " + root.kind(), SMALLEST);
            }
            return Optional.empty();
        }
        Fields written = Fields.of(mapping, keys, "this file", problems);
        Params params = new ParamReader(problems, options.params()).read(written);
        Yaml.Mapping filled = new ParamFiller(params, problems).fillJob(mapping);
        return read(Fields.of(filled, keys, "this file", problems), filled, params, defaultName);
    }

    private Optional<JobSpec> read(Fields fields, Yaml.Mapping mapping, Params params, String defaultName) {
        version(fields, mapping);
        String name = name(fields).orElse(defaultName);
        String description = fields.text("description");
        List<String> citations = citations(fields);
        StageReader reader =
                new StageReader(problems, files, options, params.byName().keySet());
        List<StageDraft> drafts = stages(fields, mapping, reader);
        StageLinks links = new StageLinks(problems, drafts);
        List<StageSpec> stages = links.judge(links.tie(), params);
        limit(stages, fields);
        if (problems.anyError()) {
            return Optional.empty();
        }
        links.warnOfUnused();
        warnOfUnseen(drafts, stages);
        return Optional.of(new JobSpec(name, description, params.values(), citations, stages));
    }

    private void warnOfUnseen(List<StageDraft> drafts, List<StageSpec> stages) {
        Map<String, StageSpec> byName = new HashMap<>();
        stages.forEach(stage -> byName.put(stage.name(), stage));
        UnseenFiles unseen = new UnseenFiles(problems, files);
        for (StageDraft draft : drafts) {
            StageSpec stage = byName.get(draft.name().text());
            if (stage != null) {
                draft.run().ifPresent(run -> unseen.warn(run, stage));
            }
        }
    }

    private List<String> citations(Fields fields) {
        List<String> citations = new ArrayList<>();
        for (Yaml.Scalar citation : fields.list("cite", "cite: [10.1093/mnras/stab1234, \"The data of our lab\"]")) {
            String text = fields.sentence(citation, "cite");
            if (!text.isEmpty()) {
                citations.add(text);
            }
        }
        return citations;
    }

    private void version(Fields fields, Yaml.Mapping mapping) {
        if (fields.entry("dsg").isEmpty()) {
            problems.add(
                    ProblemCode.E116,
                    top(mapping),
                    "the file does not say which version of the format it is in",
                    "write  dsg: 1  as its first line");
            return;
        }
        Optional<Yaml.Scalar> version = fields.scalar("dsg", "dsg: 1");
        if (version.isEmpty() || version.get().text().equals("1")) {
            return;
        }
        boolean newer = VERSION.matcher(version.get().text()).matches();
        problems.add(
                newer ? ProblemCode.W204 : ProblemCode.E102,
                version.get().span(),
                newer
                        ? "the file is in format " + version.get().text()
                                + ", newer than this DSG, which reads format 1"
                        : Words.quote(version.get().text()) + " is no version of the format",
                newer ? "update DSG, or write dsg: 1 if the file is no newer than that" : "write dsg: 1");
    }

    private static Span top(Yaml.Mapping mapping) {
        return mapping.entries().isEmpty()
                ? mapping.span()
                : mapping.entries().getFirst().key().span();
    }

    private Optional<String> name(Fields fields) {
        Optional<Yaml.Scalar> name = fields.scalar("name", "name: estimate-pi");
        if (name.isPresent() && !JOB_NAME.matcher(name.get().text()).matches()) {
            problems.add(
                    ProblemCode.E118,
                    name.get().span(),
                    Words.quote(name.get().text()) + " cannot name a job",
                    "use letters, digits, - _ and ., beginning with a letter, at most 64: estimate-pi");
        }
        return name.map(Yaml.Scalar::text);
    }

    /// The name of a job whose file gives none: that of the file.
    static String defaultName(String fileName) {
        String base = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        String stem = base.indexOf('.') > 0 ? base.substring(0, base.indexOf('.')) : base;
        return JOB_NAME.matcher(stem).matches() ? stem : "job";
    }

    private List<StageDraft> stages(Fields fields, Yaml.Mapping mapping, StageReader reader) {
        Fields defaults = defaults(fields, reader);
        Optional<Yaml.Entry> run = whatItRuns(fields);
        List<Yaml.Entry> strays =
                fields.strays().stream().filter(Misplaced::isStage).toList();
        if (fields.entry("stages").isEmpty()) {
            if (run.isEmpty() && !strays.isEmpty()) {
                return read(named(new Yaml.Mapping(top(mapping), strays), defaults), reader);
            }
            if (run.isEmpty()) {
                problems.add(ProblemCode.E116, top(mapping), "the job has neither `run` nor `stages`", SMALLEST);
                return List.of();
            }
            Yaml.Scalar name = new Yaml.Scalar(run.get().key().span(), JobSpec.ONLY_STAGE, true, false);
            return read(List.of(new Named(name, Optional.of(fields.over(fitting(defaults, fields))))), reader);
        }
        if (run.isPresent()) {
            problems.add(
                    ProblemCode.E109,
                    run.get().key().span(),
                    "both " + Words.quote(run.get().key().text()) + " and `stages`",
                    "a job is one command or several stages: move "
                            + Words.quote(run.get().key().text()) + " into a stage, or remove one of them");
        } else {
            refuseStrays(mapping);
        }
        return fields.mapping("stages", STAGES_FORM)
                .map(stages -> read(named(with(stages, strays), defaults), reader))
                .orElse(List.of());
    }

    /// The key that says what a job of one stage runs.
    private Optional<Yaml.Entry> whatItRuns(Fields fields) {
        return options.types().all().stream()
                .filter(known -> TypeReader.says(fields, known))
                .flatMap(known -> fields.entry(known.type().name()).stream())
                .findFirst();
    }

    /// The defaults for a stage: one that runs something else than a command has no use for the container of all.
    private Fields fitting(Fields defaults, Fields stage) {
        boolean other = options.types().all().stream()
                .filter(known ->
                        known.type().keys().stream().noneMatch(key -> key.name().equals(RunType.NAME)))
                .anyMatch(known -> TypeReader.says(stage, known));
        return other ? defaults.without(ContainerType.NAME) : defaults;
    }

    private static Yaml.Mapping with(Yaml.Mapping stages, List<Yaml.Entry> strays) {
        return strays.isEmpty()
                ? stages
                : new Yaml.Mapping(
                        stages.span(),
                        Stream.concat(stages.entries().stream(), strays.stream())
                                .toList());
    }

    private Fields defaults(Fields fields, StageReader reader) {
        Optional<Yaml.Mapping> written = fields.mapping("defaults", "defaults: {retry: 2}");
        Fields defaults = Fields.of(
                written.orElse(new Yaml.Mapping(new Span(0, 1), List.of())), Keys.DEFAULTS, "defaults", problems);
        reader.check(defaults);
        return defaults;
    }

    private void refuseStrays(Yaml.Mapping mapping) {
        for (Yaml.Entry entry : mapping.entries()) {
            String key = entry.key().text();
            if (stageKeys.now().contains(key)) {
                problems.add(
                        ProblemCode.E101,
                        entry.key().span(),
                        Words.quote(key) + " has no meaning beside `stages`",
                        Keys.DEFAULTS.now().contains(key)
                                ? "move it into the stage it is for, or into `defaults` if it is for all"
                                : "move it into the stage it is for");
            }
        }
    }

    /// A stage and what stands in it; nothing if that cannot be read.
    private record Named(Yaml.Scalar name, Optional<Fields> fields) {}

    private List<Named> named(Yaml.Mapping stages, Fields defaults) {
        List<Named> named = new ArrayList<>();
        if (stages.entries().isEmpty() || stages.entries().size() > STAGES_MAX) {
            problems.add(
                    stages.entries().isEmpty() ? ProblemCode.E116 : ProblemCode.E122,
                    stages.span(),
                    stages.entries().isEmpty() ? "there are no stages" : "there are more than 1,000 stages",
                    "write " + STAGES_FORM + "; a sweep makes many tasks of one stage");
            return named;
        }
        for (Yaml.Entry entry : stages.entries()) {
            Yaml.Scalar name = entry.key();
            if (!STAGE_NAME.matcher(name.text()).matches()) {
                problems.add(
                        ProblemCode.E118,
                        name.span(),
                        Words.quote(name.text()) + " cannot name a stage",
                        "use small letters, digits, - and _, beginning with a letter, at most 64: simulate");
            }
            named.add(new Named(
                    name,
                    Fields.mapping(entry.value(), name.text(), name.span(), STAGES_FORM, problems)
                            .map(mapping ->
                                    Fields.of(mapping, stageKeys, "stage " + Words.shown(name.text()), problems))
                            .map(fields -> fields.over(fitting(defaults, fields)))));
        }
        return named;
    }

    /// Sweeps first: what follows another stage has that stage's values too.
    private List<StageDraft> read(List<Named> stages, StageReader reader) {
        Map<String, SweepDraft> sweeps = new LinkedHashMap<>();
        stages.forEach(stage ->
                sweeps.put(stage.name.text(), stage.fields.map(reader::sweep).orElse(new SweepDraft.Unread())));
        List<StageDraft> drafts = new ArrayList<>(stages.size());
        for (Named stage : stages) {
            String name = stage.name.text();
            SweepDraft sweep = sweeps.getOrDefault(name, new SweepDraft.Unread());
            drafts.add(stage.fields
                    .map(fields -> reader.read(stage.name, fields, sweep, SweepNames.of(name, sweeps)))
                    .orElseGet(() -> StageReader.unread(stage.name)));
        }
        return drafts;
    }

    private void limit(List<StageSpec> stages, Fields fields) {
        long tasks = 0;
        boolean oneTooLarge = false;
        for (StageSpec stage : stages) {
            tasks += stage.tasks();
            oneTooLarge |= stage.tasks() > SweepReader.TASKS_MAX;
        }
        if (tasks > SweepReader.TASKS_MAX && !oneTooLarge && !options.large()) {
            problems.add(
                    ProblemCode.E110,
                    fields.entry("stages").map(entry -> entry.key().span()).orElse(new Span(0, 1)),
                    "the stages make " + Words.count(tasks) + " tasks together",
                    "take fewer values, or say --yes-large if more than 100,000 is meant");
        }
    }
}
