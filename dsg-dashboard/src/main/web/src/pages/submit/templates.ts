// SPDX-License-Identifier: Apache-2.0
// Job files to begin with, short enough to be understood at a glance. They are the same in every language.

const hello = `dsg: 1
name: hello
run: echo hello from $(hostname)
`;

const sweep = `# Pi by throwing darts: a task for each seed.
dsg: 1
name: darts
params:
  darts: {type: int, default: 100000, min: 1000, max: 10000000, help: Darts in each task}
sweep:
  grid:
    seed: {range: "1..8"}
run: |
  awk -v n={{ params.darts }} -v seed={{ seed }} 'BEGIN {
    srand(seed)
    for (i = 0; i < n; i++) { x = rand(); y = rand(); if (x * x + y * y < 1) inside++ }
    print 4 * inside / n
  }' > pi.txt
out:
  pi: {path: pi.txt, show: true, caption: Pi}
`;

const stages = `# The second stage begins once all tasks of the first are done.
dsg: 1
name: squares
stages:
  square:                     # 5 tasks
    sweep: {grid: {n: {range: "1..5"}}}
    run: |
      echo "{\\"square\\": $(( {{ n }} * {{ n }} ))}" > square.json
    out: {square: square.json}

  collect:                    # 1 task
    in:
      all: {from: square.square, as: jsonl}
    run: cp {{ in.all }} squares.jsonl
    out:
      squares: {path: squares.jsonl, show: true, caption: All squares}
`;

const map = `# A task for each pair of values. Its result is a table; Outputs, As a picture, makes a map of it.
dsg: 1
name: waves
stages:
  wave:                       # 36 tasks
    sweep: {grid: {x: {range: "1..6"}, y: {range: "1..6"}}}
    run: |
      awk -v x={{ x }} -v y={{ y }} 'BEGIN { printf "{\\"height\\": %.3f}\\n", sin(x) * cos(y) }' > wave.json
    out: {wave: wave.json}

  collect:
    in:
      all: {from: wave.wave, as: jsonl}
    run: cp {{ in.all }} waves.jsonl
    out:
      waves: {path: waves.jsonl, show: true, caption: All waves}
`;

export const TEMPLATES = { hello, sweep, stages, map } as const;
export type Template = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES: readonly Template[] = ["hello", "sweep", "stages", "map"];
