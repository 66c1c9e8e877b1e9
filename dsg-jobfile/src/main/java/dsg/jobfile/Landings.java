// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Input;
import dsg.model.Sweep;
import java.util.List;
import java.util.TreeMap;

/// The places in one task's folder that its inputs take; none may be taken twice.
final class Landings {

    private final Problems problems;
    /// What lies at each place, by path. A folder that an input fills on its own ends in `/`.
    private final TreeMap<String, String> owners = new TreeMap<>();

    Landings(Problems problems) {
        this.problems = problems;
    }

    /// What a task finds because of its place in the sweep.
    void add(Sweep sweep, Span span) {
        switch (sweep) {
            case Sweep.Files(String name, List<Input.LocalFile> files) -> add(new Input.Local(name, name, files), span);
            case Sweep.Each each -> each.inputs(1).forEach(input -> add(input, span));
            case Sweep.Single _, Sweep.Grid _, Sweep.Zip _, Sweep.Table _ -> {}
        }
    }

    void add(Input input, Span span) {
        for (String place : places(input)) {
            if (!isFree(place, input.name(), span)) {
                return;
            }
        }
    }

    private static List<String> places(Input input) {
        return switch (input) {
            case Input.Local(var _, var _, List<Input.LocalFile> files) ->
                files.stream().map(Input.LocalFile::path).toList();
            case Input.From(String name, var _, var _, Input.Gather as, String path) ->
                switch (as) {
                    case FILE, EACH, JSONL -> List.of(path);
                    case DIR -> List.of(path + "/");
                    case LIST -> List.of(path, name + "/");
                };
        };
    }

    private boolean isFree(String place, String name, Span span) {
        String clash = clash(place);
        if (clash.isEmpty()) {
            owners.put(place, name);
            return true;
        }
        problems.add(
                ProblemCode.E112,
                span,
                "two inputs land at the same place in the task's folder: "
                        + Words.quote(place.endsWith("/") ? place.substring(0, place.length() - 1) : place),
                "input " + Words.quote(clash) + " lands there already; remove one, or give one another name");
        return false;
    }

    /// The input that is in the way, or nothing: at the place itself, above it, or below it.
    private String clash(String place) {
        boolean folder = place.endsWith("/");
        String bare = folder ? place.substring(0, place.length() - 1) : place;
        for (int slash = bare.indexOf('/'); slash >= 0; slash = bare.indexOf('/', slash + 1)) {
            String above = bare.substring(0, slash);
            String owner = owners.getOrDefault(above, owners.getOrDefault(above + "/", ""));
            if (!owner.isEmpty()) {
                return owner;
            }
        }
        String same = owners.getOrDefault(bare, owners.getOrDefault(bare + "/", ""));
        if (!same.isEmpty()) {
            return same;
        }
        String below = owners.ceilingKey(bare + "/");
        return below != null && below.startsWith(bare + "/") ? owners.getOrDefault(below, "") : "";
    }
}
