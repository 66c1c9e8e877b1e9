// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

/// Every kind of problem that a job file can have. A code keeps its meaning for ever; E ends the reading
/// without a job, W does not.
public enum ProblemCode {
    E100("the file cannot be read as YAML"),
    E101("a key that DSG does not know"),
    E102("a value that DSG cannot read"),
    E103("no such stage or output"),
    E104("stages wait for each other"),
    E105("an input file cannot be found or read"),
    E106("a placeholder that is not defined"),
    E107("a value that begins with {{ is not in quotes"),
    E108("a tab in the indentation"),
    E109("both `run` and `stages`"),
    E110("a sweep makes too many tasks"),
    E111("lists of different length in `zip`"),
    E112("a name or a place is used twice"),
    E113("a container image without a digest"),
    E114("a value of `params` out of its range"),
    E115("known, but not in this version"),
    E116("something that must be there is missing"),
    E117("a value of the wrong kind"),
    E118("a name that is not allowed"),
    E119("a path that is not allowed"),
    E120("a key is given twice"),
    E121("a part of YAML that job files do without"),
    E122("more than a job file can hold"),
    E123("how outputs of another stage arrive is not clear"),
    E124("a placeholder that cannot be read"),
    E125("a condition that cannot be looked at"),
    E126("a parameter without a value, or a value without a parameter"),
    E127("a file of values that cannot be read"),
    E128("a stage that would be of two types"),
    E129("a value that the task type refuses"),
    W201("no machine in this grid can run this now"),
    W202("an output is never read nor shown"),
    W203("a float step left its rounding error in a list"),
    W204("the job file is newer than this DSG"),
    W205("a file is here that the tasks do not see");

    private final String title;

    ProblemCode(String title) {
        this.title = title;
    }

    /// What the code means, in one line.
    public String title() {
        return title;
    }

    /// Whether a job file with this problem is a job all the same.
    public boolean isWarning() {
        return name().startsWith("W");
    }
}
