# SPDX-License-Identifier: Apache-2.0
"""The client against a grid that runs."""

import os
import tempfile
import threading
import time
import unittest
from pathlib import Path
from unittest import mock

import dsg

from . import functions, grid_or_skip

SWEEP = """dsg: 1
name: python-sweep
stages:
  count:
    sweep: {grid: {x: [1, 2, 3]}}
    in: [numbers.csv, data, ../beside.txt]
    run: |
      test "$(cat data/inner/deep.txt)" = deep && test "$(cat beside.txt)" = beside
      cp numbers.csv table.csv; printf '%s,{{ x }}\\n' 10 >> table.csv
    out: {table: table.csv}
  draw:
    needs: [count]
    run: printf '<svg xmlns="http://www.w3.org/2000/svg"/>' > map.svg; printf '{"mean":1.5}' > mean.json
    out: {map: {path: map.svg, show: true}, mean: mean.json}
"""


class WithGrid(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.grid = grid_or_skip()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name, "jobs")
        self.folder.mkdir()

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def submit(self, text, **more):
        return self.grid.submit(self.file("job.yaml", text), **more)

    def sweep(self):
        self.file("numbers.csv", "a,b\n1,2\n")
        self.file("data/inner/deep.txt", "deep")
        self.file("../beside.txt", "beside")
        return self.submit(SWEEP).wait(60)


class Jobs(WithGrid):

    def test_a_job_file_with_its_inputs_is_carried_there_and_its_results_back(self):
        job = self.sweep()
        self.assertEqual(job.state, "done", job.failed())
        self.assertEqual(job.tasks["done"], 4)
        self.assertEqual({file.output for file in job.results()}, {"table", "map", "mean"})
        fetched = job.fetch(self.folder / "out", all=True)
        self.assertIn(self.folder / "out" / "count" / "3" / "table.csv", fetched)
        self.assertEqual((self.folder / "out" / "count" / "3" / "table.csv").read_text(), "a,b\n1,2\n10,3\n")
        self.assertEqual((self.folder / "out" / "draw" / "mean.json").read_text(), '{"mean":1.5}')

    def test_sweeps_over_rows_lines_and_files_are_carried_there(self):
        self.file("stars.csv", "star,mag\nVega,0.03\nDeneb,1.25\n")
        self.file("names.txt", "one\ntwo three\n")
        for name in ("a.txt", "in/b.csv", "in/.hidden.txt", "in/deep/c.txt", "in/deep/d.dat"):
            self.file("data/" + name, name)
        job = self.submit(
            """dsg: 1
stages:
  rows: {sweep: {csv: stars.csv}, run: "echo {{ star }} is {{ mag }}"}
  lines: {sweep: {lines: names.txt, as: name}, run: "echo {{ name }}"}
  files: {sweep: {files: "data/**/*.{txt,csv}", as: file}, run: "cat {{ file }}"}
"""
        ).wait(60)
        self.assertEqual(job.state, "done", job.failed())
        self.assertEqual(job.tasks["done"], 7)

    def test_a_table_of_a_sweep_has_its_tasks_and_values(self):
        job = self.sweep()
        rows = job.table("count.table", pandas=False)
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[0], {"task": 1, "x": 1, "a": 1, "b": 2})
        self.assertEqual(rows[5], {"task": 3, "x": 3, "a": 10, "b": 3})
        self.assertEqual(job.table("draw.mean", pandas=False), [{"mean": 1.5}])
        with self.assertRaises(dsg.NotFound) as raised:
            job.table("draw.nothing")
        self.assertIn("count.table, draw.map, draw.mean", raised.exception.why)
        with self.assertRaises(ValueError):
            job.table("draw")

    def test_a_picture_is_shown_or_its_file_is_named(self):
        job = self.sweep()
        here = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, here)
        with mock.patch.dict("sys.modules", {"IPython": None, "IPython.display": None}):
            path = job.show("draw.map")
        self.assertIn("<svg", path.read_text())
        with self.assertRaises(ValueError):
            job.show("count.table")
        display = mock.Mock()
        with mock.patch.dict("sys.modules", {"IPython": mock.Mock(), "IPython.display": display}):
            self.assertIs(job.show("draw.map"), display.SVG.return_value)

    def test_all_mistakes_of_a_job_file_are_told_as_drawn(self):
        with self.assertRaises(dsg.InvalidJobFile) as raised:
            self.submit("dsg: 1\nrun: echo\nrnu: echo\nin: [nothing.txt]\n")
        codes = {problem["code"] for problem in raised.exception.problems}
        self.assertLessEqual({"E101", "E105"}, codes)
        self.assertIn("rnu", str(raised.exception))
        with self.assertRaises(dsg.NotFound):
            self.grid.submit(self.folder / "no-such.yaml")

    def test_what_failed_is_told_with_its_reason_and_last_lines(self):
        job = self.submit(
            "dsg: 1\nsweep: {grid: {x: [1, 2, 3]}}\nrun: for i in 1 2 3; do echo line $i >&2; done; test {{ x }} != 2\n"
        ).wait(60)
        self.assertEqual(job.state, "failed")
        (failed,) = job.failed()
        self.assertEqual((failed.number, failed.values, failed.state), (2, {"x": "2"}, "failed"))
        self.assertIn("1", failed.why)
        self.assertEqual(failed.tail(2), "line 2\nline 3")
        self.assertEqual(failed.log("out"), "")
        self.assertTrue(failed.node)

    def test_the_same_submission_under_one_key_is_one_job(self):
        key = os.urandom(8).hex()
        first = self.submit("dsg: 1\nrun: echo\n", key=key)
        self.assertEqual(self.submit("dsg: 1\nrun: echo\n", key=key).id, first.id)
        with self.assertRaises(dsg.DsgError) as raised:
            self.submit("dsg: 1\nrun: echo something else\n", key=key)
        self.assertEqual(raised.exception.problem["job"], first.id)

    def test_waiting_has_an_end_and_the_job_goes_on_until_it_is_cancelled(self):
        job = self.submit("dsg: 1\nrun: sleep 60\n")
        begun = time.monotonic()
        with self.assertRaises(dsg.TookTooLong) as raised:
            job.wait(timeout=1)
        self.assertLess(time.monotonic() - begun, 5)
        self.assertIsInstance(raised.exception, TimeoutError)
        self.assertIn(job.state, ("waiting", "running"))
        self.assertEqual(job.cancel().wait(30).state, "cancelled")
        self.assertEqual(job.retry().state in ("waiting", "running"), True)
        job.task("main", 1).cancel().wait(30)
        self.assertEqual(job.task("main", 1).state, "cancelled")
        self.assertIn(job.task("main", 1).retry().state, ("waiting", "running"))
        job.cancel().wait(30)

    def test_a_command_is_a_job_too(self):
        job = self.grid.run_command(["echo", "a b", 7], cpu=0.5, memory="64MiB").wait(60)
        self.assertEqual(job.state, "done")
        self.assertEqual(job.task("main", 1).log(), "a b 7\n")
        with self.assertRaises(TypeError):
            self.grid.run_command("echo hello")

    def test_what_a_task_prints_can_be_read_while_it_runs(self):
        job = self.submit("dsg: 1\nrun: echo early; sleep 60\n")
        deadline = time.monotonic() + 30
        text = ""
        while not text and time.monotonic() < deadline:
            text = job.task("main", 1).log()
        self.assertEqual(text, "early\n")
        job.cancel().wait(30)

    def test_jobs_are_found_again(self):
        name = "python-" + os.urandom(4).hex()
        jobs = [self.submit("dsg: 1\nname: %s\nrun: echo\n" % name).wait(60) for _ in range(3)]
        ids = [job.id for job in reversed(jobs)]
        self.assertEqual([job.id for job in self.grid.jobs(name=name)], ids)
        self.assertEqual([job.id for job in self.grid.jobs(name=name, state=["done"], limit=2)], ids[:2])
        self.assertEqual(self.grid.jobs(name=name, state="failed"), [])
        self.assertEqual(self.grid.job(ids[0]).name, name)
        with self.assertRaises(dsg.NotFound):
            self.grid.job(999999)

    def test_params_are_sent_as_they_are(self):
        with mock.patch.object(self.grid._client, "post", return_value={"id": 1}) as post:
            self.submit("dsg: 1\nrun: echo\n", params={"large": 1}, seeds=25)
        self.assertEqual(post.call_args[0][1]["params"], {"large": 1, "seeds": 25})

    def test_jobs_and_grids_look_like_something(self):
        job = self.submit("dsg: 1\nname: looks\nrun: echo\n").wait(60)
        self.assertRegex(repr(job), r"<job \d+ [a-z]+-[a-z]+ 'looks': done, 1/1 tasks done>")
        self.assertIn("1/1", job._repr_html_())
        self.assertIn("looks", self.grid._repr_html_())
        self.assertIn(self.grid.nodes[0]["name"], self.grid._repr_html_())
        self.assertIn("1 nodes", repr(self.grid))

    def test_a_wrong_token_is_not_allowed(self):
        with self.assertRaises(dsg.NotAllowed):
            dsg.connect(token="wrong")

    def test_a_client_may_be_used_by_several_threads(self):
        names = []
        threads = [threading.Thread(target=lambda: names.append(self.grid.name)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(names), 8)


class Maps(WithGrid):

    def test_results_come_in_the_order_of_the_items(self):
        self.assertEqual(dsg.map(functions.square, range(12), cpu=0.5, timeout=120), [x * x for x in range(12)])

    def test_several_items_make_one_task(self):
        tasks = dsg.map(functions.where, range(7), chunk=3, timeout=120)
        self.assertEqual(tasks, ["1", "1", "1", "2", "2", "2", "3"])

    def test_items_and_results_may_be_lists_and_dicts(self):
        items = [{"words": ["größer", "than"]}, {"words": []}]
        self.assertEqual(
            dsg.map(functions.describe, items, grid=self.grid, timeout=120),
            [{"text": "GRÖSSER-THAN", "count": 2}, {"text": "", "count": 0}],
        )

    def test_an_item_that_fails_is_told_with_the_reason(self):
        with self.assertRaises(dsg.MapFailed) as raised:
            dsg.map(functions.not_two, [1, 2, 3], timeout=120)
        self.assertIn("1 of 3 tasks failed", raised.exception.why)
        self.assertIn("two is not allowed", raised.exception.why)
        self.assertEqual(raised.exception.job.state, "failed")

    def test_a_result_that_json_cannot_hold_is_told(self):
        with self.assertRaises(dsg.MapFailed) as raised:
            dsg.map(functions.a_set, [1], timeout=120)
        self.assertIn("JSON cannot hold", raised.exception.why)


if __name__ == "__main__":
    unittest.main()
