# SPDX-License-Identifier: Apache-2.0
"""python3 -m unittest discover -t . -s tests, in this folder's parent. What needs a grid is skipped without one."""

import unittest

import dsg


def grid_or_skip():
    try:
        return dsg.connect()
    except dsg.NotReachable as fault:
        raise unittest.SkipTest("needs a grid (dsg up): %s" % fault.why) from None
