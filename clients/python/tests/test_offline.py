# SPDX-License-Identifier: Apache-2.0
"""What can be told without a grid."""

import json
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import dsg
from dsg import errors, home, mapping, show, submission, tables

from . import functions


class Homes(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        (self.home / "run").mkdir()

    def environment(self, **variables):
        return mock.patch.dict(os.environ, variables, clear=True)

    def announce(self, pid, started, port=1234):
        file = {"pid": pid, "started": started, "port": port, "node_port": 1}
        (self.home / "run" / "coordinator.json").write_text(json.dumps(file))

    def test_the_home_is_DSG_HOME_or_in_the_XDG_data_folder_or_below_HOME(self):
        with self.environment(DSG_HOME="/somewhere/else", XDG_DATA_HOME="/data", HOME="/home/me"):
            self.assertEqual(home.home_of_environment(), Path("/somewhere/else"))
        with self.environment(DSG_HOME=" ", XDG_DATA_HOME="/data", HOME="/home/me"):
            self.assertEqual(home.home_of_environment(), Path("/data/dsg"))
        with self.environment(HOME="/home/me"):
            self.assertEqual(home.home_of_environment(), Path("/home/me/.local/share/dsg"))

    def test_a_coordinator_that_runs_is_found_with_its_token(self):
        self.announce(os.getpid(), home._started(os.getpid()) or 0)
        (self.home / "token").write_text("secret\n")
        with self.environment(DSG_HOME=str(self.home), DSG_GRID="elsewhere:1", DSG_TOKEN="elsewhere's"):
            place = home.Place()
            self.assertEqual(place.address(), ("http", "127.0.0.1", 1234))
            self.assertEqual(place.token(), "secret")

    def test_a_later_process_with_the_same_number_is_not_taken_for_it(self):
        self.announce(os.getpid(), (home._started(os.getpid()) or 1e6) - 1000)
        with self.environment(DSG_HOME=str(self.home)):
            with self.assertRaises(dsg.NotReachable) as raised:
                home.Place().address()
        self.assertIn("dsg up", raised.exception.mend)
        self.assertIn(str(self.home), raised.exception.why)

    def test_without_a_grid_of_its_own_it_is_the_one_of_DSG_GRID_and_DSG_TOKEN(self):
        with self.environment(DSG_HOME=str(self.home), DSG_GRID="https://grid.example:7400", DSG_TOKEN="told"):
            place = home.Place()
            self.assertEqual(place.address(), ("https", "grid.example", 7400))
            self.assertEqual(place.token(), "told")
        self.assertEqual(home._parts("den-pc"), ("http", "den-pc", 7300))
        for unreadable in ("ftp://den-pc", "http://", "den-pc:port"):
            with self.assertRaises(dsg.NotReachable):
                home._parts(unreadable)

    def test_a_token_that_cannot_be_read_is_told(self):
        with self.environment(DSG_HOME=str(self.home)):
            with self.assertRaises(dsg.NotAllowed) as raised:
                home.Place().token()
        self.assertIn("DSG_TOKEN", raised.exception.mend)


class Errors(unittest.TestCase):

    def test_an_error_says_what_and_why_and_how_to_mend_it(self):
        text = str(dsg.DsgError("It was not done.", "There is none.", "Make one."))
        self.assertEqual(text, "It was not done.\n  Why:  There is none.\n  Mend: Make one.")

    def test_what_takes_too_long_is_a_TimeoutError_too_and_is_told_like_all_others(self):
        error = dsg.TookTooLong("Job 1 is not over.", "It is running.", "Wait.")
        self.assertIsInstance(error, TimeoutError)
        self.assertEqual(str(error), "Job 1 is not over.\n  Why:  It is running.\n  Mend: Wait.")

    def test_each_kind_of_answer_has_its_error(self):
        for status, kind in ((401, dsg.NotAllowed), (404, dsg.NotFound), (503, dsg.NotReachable), (409, dsg.DsgError)):
            self.assertIs(type(errors.of_problem(status, {})), kind)
        invalid = errors.of_problem(
            422, {"type": "urn:dsg:problem:invalid-job-file", "title": "job.yaml is no valid job file.",
                  "problems": [{"text": "error[E101]: drawn"}]})
        self.assertIsInstance(invalid, dsg.InvalidJobFile)
        self.assertIn("error[E101]: drawn", str(invalid))
        self.assertNotIsInstance(errors.of_problem(422, {"title": "x"}), dsg.InvalidJobFile)


class Mapping(unittest.TestCase):

    def test_a_plain_function_stands_on_its_own(self):
        for function in (functions.square, functions.area, functions.factorial, functions.describe):
            names = {"__name__": "there"}
            exec(mapping.source_of(function), names)
            self.assertTrue(callable(names[function.__name__]))

    def test_what_does_not_stand_on_its_own_is_refused_with_the_reason(self):
        for function, why in (
            (functions.uses_a_module, "uses math"),
            (functions.uses_a_constant, "uses FACTOR"),
            (functions.has_a_default_from_outside, "uses FACTOR"),
            (functions.double, "lambda"),
            (functions.outer(), "inside of another function"),
            (functions.Things.method, "inside of another function or a class"),
            (functions.Things().method, "no function"),
            (functions.cached, "no function"),
            (functions.decorated, "decorator"),
            (functions.generator, "generator"),
            (len, "no function"),
        ):
            with self.subTest(function=function), self.assertRaises(dsg.CannotBeMapped) as raised:
                mapping.source_of(function)
            self.assertIn(why, raised.exception.why)
            self.assertIn("def", raised.exception.mend)

    def test_a_function_whose_source_nobody_knows_is_refused(self):
        names = {}
        exec("def typed(x):\n    return x\n", names)
        with self.assertRaises(dsg.CannotBeMapped) as raised:
            mapping.source_of(names["typed"])
        self.assertIn("source cannot be found", raised.exception.why)

    def test_items_travel_as_json_in_chunks(self):
        self.assertEqual(mapping._chunks(range(5), 2), ["[0, 1]", "[2, 3]", "[4]"])
        self.assertEqual(mapping._chunks([], 1), [])
        for item in ({1, 2}, float("nan"), object()):
            with self.assertRaises(dsg.CannotBeMapped):
                mapping._chunks([0, item], 1)
        for chunk in (0, 1.5):
            with self.assertRaises(ValueError):
                mapping._chunks([1], chunk)

    def test_nothing_is_asked_of_the_grid_for_no_items(self):
        self.assertEqual(dsg.map(functions.square, []), [])


class Tables(unittest.TestCase):

    def test_csv_has_numbers_where_a_text_is_one(self):
        content = b"\xef\xbb\xbfname,n,x,code\na,1,2.5e3,007\n\"b, c\",-2,nan,\n"
        rows = tables.rows("t.csv", content)
        self.assertEqual(rows[0], {"name": "a", "n": 1, "x": 2500.0, "code": "007"})
        self.assertEqual((rows[1]["name"], rows[1]["n"], rows[1]["code"]), ("b, c", -2, ""))
        self.assertNotEqual(rows[1]["x"], rows[1]["x"])

    def test_json_is_one_row_or_many(self):
        self.assertEqual(tables.rows("t.json", b'{"a": 1}'), [{"a": 1}])
        self.assertEqual(tables.rows("t.json", b'[{"a": 1}, 2]'), [{"a": 1}, {"value": 2}])
        self.assertEqual(tables.rows("t.JSONL", b'{"a": 1}\n\n{"a": 2}\n'), [{"a": 1}, {"a": 2}])

    def test_a_picture_is_no_table(self):
        with self.assertRaises(ValueError):
            tables.rows("t.png", b"")

    def test_without_pandas_rows_stay_a_list(self):
        with mock.patch.dict("sys.modules", pandas=None):
            self.assertEqual(tables.framed([{"a": 1}], None), [{"a": 1}])
            with self.assertRaises(ImportError):
                tables.framed([], True)


class Pictures(unittest.TestCase):

    def test_what_people_wrote_is_never_taken_for_html(self):
        shape = {
            "id": 1, "nickname": "calm-heron", "name": "<script>", "state": "failed",
            "stages": [{
                "name": "main", "reason": "a < b",
                "tasks": {"total": 4, "done": 2, "running": 1, "failed": 1, "cancelled": 0},
                "failures": [{"task": "1.main.2", "why": "exit <1>"}],
            }],
        }
        html = show.job(shape)
        self.assertNotIn("<script>", html)
        self.assertIn("&lt;script&gt;", html)
        self.assertIn("exit &lt;1&gt;", html)
        self.assertIn("width:50.00%", html)
        self.assertIn("2/4, 1 running, 1 failed", html)


class Results(unittest.TestCase):

    def result(self, path, content=b"content"):
        client = mock.Mock()
        client.artefact_in_pieces.return_value = iter([content])
        return dsg.ResultFile(client, {
            "task": "1.main.1", "folder": "main", "output": "a", "path": path, "caption": "", "sha256": "", "bytes": 1,
        })

    def test_a_file_is_written_where_dsg_get_would(self):
        with tempfile.TemporaryDirectory() as folder:
            path = self.result("deep/a.txt").save(folder)
            self.assertEqual(path, Path(folder, "main", "deep", "a.txt"))
            self.assertEqual(path.read_bytes(), b"content")
            self.assertEqual([file.name for file in path.parent.iterdir()], ["a.txt"])

    def test_no_file_is_written_outside_of_the_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in ("../../out.txt", "/out.txt"):
                with self.assertRaises(dsg.DsgError):
                    self.result(path).save(Path(folder, "results"))
            self.assertEqual(os.listdir(folder), [])


class Inputs(unittest.TestCase):

    def test_only_files_that_the_job_file_names_are_handed_over(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "a.txt").write_text("a")
            Path(folder, "secret.txt").write_text("secret")
            sent = submission.Submission("job.yaml", "in: [a.txt]", folder)
            self.assertFalse(sent._find([{"path": "secret.txt", "lands": "secret.txt", "kind": "files"}]))
            self.assertTrue(sent._find([{"path": "a.txt", "lands": "a.txt", "kind": "files"}]))
            self.assertEqual(list(sent._inputs), ["a.txt"])


if __name__ == "__main__":
    unittest.main()
