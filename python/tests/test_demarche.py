"""The package says what the program says: `DEMARCHE_PROGRAM` is the program, if it is there to be asked."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

import demarche

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("DEMARCHE_PROGRAM")


def program(*arguments):
    environment = {**os.environ, "DEMARCHE_STORE": ""}
    done = subprocess.run([PROGRAM, *arguments, "--json"], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Package(unittest.TestCase):
    def test_a_closed_form(self):
        # one choice at precision 1 between 1 and 0: the logit of 1
        text = """
title = "One choice"
time = { rounds = 1, shadow = 0 }
parameters = { precision = 1, patience = 1, gain = 1 }
[state]
done = { levels = ["no", "yes"] }
[actors.a]
[turns.only]
actor = "a"
options = { wait = {}, act = { set = { done = "yes" } } }
[outcomes.acted]
when = "done == yes"
ends = true
payoff = { a = "gain" }
[outcomes.idle]
otherwise = true
"""
        scenario = demarche.parse(text)
        for gain in (0, 1, 2.5):
            outcomes = scenario.with_(gain=gain).solve().outcomes
            logit = 2.718281828459045**gain
            self.assertAlmostEqual(outcomes["acted"], logit / (1 + logit), 14)
            self.assertAlmostEqual(sum(outcomes.values()), 1, 14)

    def test_a_scenario_never_changes(self):
        july = demarche.open("north_korea_2006")
        softer = july.with_(retaliation=0.1)
        self.assertNotEqual(july.parameters["retaliation"], 0.1)
        self.assertEqual(softer.parameters["retaliation"], 0.1)
        paths = july.with_({"parameters.retaliation": 0.1})
        self.assertEqual(paths.parameters, softer.parameters)

    def test_wrong_is_told(self):
        with self.assertRaises(demarche.ScenarioError) as caught:
            demarche.open("north_korea_2006").with_(retaliaton=0.1)
        self.assertIn("retaliation", str(caught.exception))
        with self.assertRaises(ValueError):
            demarche.open("no_such_scenario")

    def test_charts_tables_and_text(self):
        run = demarche.open("classics/chicken").run(histories=100, seed=1)
        self.assertTrue(run.charts["outcomes"]._repr_svg_().startswith("<svg"))
        self.assertIn("<svg", run._repr_html_())
        self.assertIn("HOW IT ENDS", str(run))
        self.assertEqual({row["outcome"] for row in run.tables["outcomes"]}, set(run.outcomes))

    def test_frames(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("no pandas")
        run = demarche.open("classics/chicken").run(histories=100, seed=1)
        frame = run.frame("outcomes")
        self.assertIsInstance(frame, pandas.DataFrame)
        self.assertAlmostEqual(frame["exact"].sum(), 1, 12)
        with self.assertRaises(KeyError):
            run.frame("nothing")

    @unittest.skipUnless(PROGRAM, "DEMARCHE_PROGRAM is not set")
    def test_the_program_says_the_same(self):
        for name in ("north_korea_2006", "classics/chicken", "classics/lemons"):
            with self.subTest(name):
                run = demarche.open(name).run(histories=1000, seed=7)
                told = program("run", name, "-n", "1000", "--seed", "7")
                for part in ("outcomes", "measures"):
                    self.assertEqual(run.document[part], told[part])
                solved = demarche.open(name).solve()
                for name_, exact in run.outcomes.items():
                    self.assertAlmostEqual(solved.outcomes[name_], exact, 9)
        told = program("run", "north_korea_2006", "-n", "1000", "--set", "retaliation=0.1")
        run = demarche.open("north_korea_2006").with_(retaliation=0.1).run(1000)
        self.assertEqual(run.document["outcomes"], told["outcomes"])
        swept = demarche.open(str(ROOT / "scenarios" / "starter.toml")).sweep("war_cost=1..6:6")
        told = program("sweep", str(ROOT / "scenarios" / "starter.toml"), "--vary", "war_cost=1..6:6")
        self.assertEqual(swept.document["points"], told["points"])
        moved = demarche.open("classics/chicken").leverage()
        told = program("leverage", "classics/chicken")
        self.assertEqual({**moved.document, "version": None}, {**told, "version": None})

    def test_ctrl_c_stops_long_work(self):
        code = (
            "import demarche, _thread, threading\n"
            "threading.Timer(0.5, _thread.interrupt_main).start()\n"
            "try:\n"
            "    demarche.open('north_korea_2006').run(histories=10**8)\n"
            "except KeyboardInterrupt:\n"
            "    print('stopped')\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.stdout, "stopped\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
