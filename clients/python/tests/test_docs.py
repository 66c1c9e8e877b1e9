# SPDX-License-Identifier: Apache-2.0
"""docs/python.md is true: what it shows is typed, and what it says comes out is what comes out."""

import doctest
import os
import re
import tempfile
import unittest
from pathlib import Path

from . import grid_or_skip

PAGE = Path(__file__).parents[3] / "docs" / "python.md"


class Page(unittest.TestCase):

    def test_every_sample_does_what_the_page_says(self):
        grid_or_skip()
        text = PAGE.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            here = os.getcwd()
            os.chdir(folder)
            self.addCleanup(os.chdir, here)
            for name, content in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
                Path(name).write_text(content)
            # The fence is no part of what comes out.
            samples = re.sub(r"^```.*$", "", text, flags=re.MULTILINE)
            test = doctest.DocTestParser().get_doctest(samples, {"__name__": "__main__"}, "python.md", str(PAGE), 0)
            self.assertGreater(len(test.examples), 10)
            told = []
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
            runner.run(test, out=told.append)
            os.chdir(here)
        self.assertEqual(runner.failures, 0, "".join(told))


if __name__ == "__main__":
    unittest.main()
