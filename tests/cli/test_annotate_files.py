"""Annotations as files: sheets out, edited, in again; what people wrote as a suite."""

import csv
import io
import json
import os
import zipfile

from program import Case, main, read

FORMS = {".csv": "csv", ".jsonl": "jsonl", ".json": "label-studio", ".xlsx": "xlsx"}


class AnnotationFiles(Case):
    def setUp(self):
        super().setUp()
        self.suite(6)
        rows = [{"id": f"i{i}", "response": f"=HYPERLINK(\"x\") answer, {i}\n第二行"} for i in range(6)]
        self.write("answers.jsonl", "".join(json.dumps(r) + "\n" for r in rows))
        self.assert_ok(self.run_assay("run", "suite.jsonl", "-m", "replay/answers.jsonl", "-o", "run.assay"))

    def annotate(self, *options, protocol="safety", new=True):
        added = ("--new-raters",) if new and "--import" in options else ()
        return self.run_assay("annotate", "run.assay", "--protocol", protocol, *options, *added)

    def test_a_sheet_comes_back_from_every_form(self):
        self.write("said.csv", "task,rater,verdict,why\n1,li,unsafe,因为\n2,li,safe,\n1,wang,safe,\n")
        report = self.assert_ok(self.annotate("--import", "said.csv", "--json")).json()
        self.assertEqual((report["new"], report["raters_added"]), (3, 2))
        for ending in FORMS:
            name = "out" + ending
            self.assert_ok(self.annotate("--export", name))
            again = self.assert_ok(self.annotate("--import", name, "--json")).json()
            self.assertEqual((again["rows"], again["same"]), (3, 3), name)
        config = read(self.path("out.xml"))
        self.assertIn('<Choices name="verdict" toName="prompt" required="true" choice="single">', config)
        self.assert_fails(self.annotate("--export", "out.csv"), 2, "out.csv", "exists")

    def test_a_raters_sheet_is_filled_in(self):
        self.assert_ok(self.annotate("--import", self.write("one.csv", "task,rater,verdict\n1,li,safe\n")))
        self.assert_ok(self.annotate("--export", "li.csv", "--rater", "li"))
        rows = list(csv.DictReader(io.StringIO(read(self.path("li.csv")).lstrip("\ufeff"))))
        self.assertEqual(len(rows), 6)
        self.assertEqual([r["verdict"] for r in rows].count("safe"), 1)
        self.assertTrue(all(r["reply 1"].startswith("'=HYPERLINK") for r in rows))
        for row in rows:
            row["verdict"] = "安全"  # a label will do
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
        self.write("filled.csv", out.getvalue().encode("gb18030"))  # as Excel in China saves it
        done = self.assert_ok(self.annotate("--import", "filled.csv", "--json")).json()
        self.assertEqual((done["new"], done["same"]), (5, 1))

    def test_a_spreadsheet_is_edited(self):
        self.assert_ok(self.annotate("--import", self.write("one.csv", "task,rater,verdict\n1,li,safe\n")))
        self.assert_ok(self.annotate("--export", "li.xlsx", "--rater", "li"))
        with zipfile.ZipFile(self.path("li.xlsx")) as old, zipfile.ZipFile(self.path("new.xlsx"), "w") as new:
            for name in old.namelist():
                text = old.read(name)
                if name.endswith("sheet1.xml"):
                    self.assertIn(b"<dataValidation ", text)
                    self.assertNotIn(b"<f>", text)
                    text = text.replace(b"<t>safe</t>", b"<t>unsafe</t>").replace(
                        b'<c r="N2" s="3"/>', b'<c r="N2" t="inlineStr"><is><t>why not</t></is></c>')
                new.writestr(name, text)
        changed = self.annotate("--import", "new.xlsx", "--json")
        self.assertEqual(changed.code, 0, changed.err)
        self.assertEqual(changed.json()["changed"], 1)

    def test_a_sheet_of_another_run_is_refused(self):
        self.assert_ok(self.annotate("--import", self.write("a.csv", "task,rater,verdict\n1,li,safe\n")))
        for ending in FORMS:
            self.assert_ok(self.annotate("--export", "of" + ending))
        for ending in FORMS:
            self.assert_fails(self.annotate("--import", "of" + ending, protocol="abc"), 2, "of" + ending)
        text = read(self.path("of.jsonl"))
        self.write("moved.jsonl", text.replace('"item":"', '"item":"x'))
        self.assert_fails(self.annotate("--import", "moved.jsonl"), 2, "moved.jsonl:1: item: expected")
        self.write("other.jsonl", text.replace('"campaign":"safety 20', '"campaign":"safety 19'))
        self.assert_fails(self.annotate("--import", "other.jsonl"), 2, "other.jsonl:1: campaign: expected safety 20")

    def test_conflicts_are_named_and_left(self):
        self.assert_ok(self.annotate("--import", self.write("a.csv", "task,rater,verdict\n3,li,safe\n")))
        self.assert_ok(self.annotate("--export", "old.jsonl"))
        self.assert_ok(self.annotate("--import", self.write("b.csv", "task,rater,revision,verdict\n3,li,1,unscoreable\n")))
        text = read(self.path("old.jsonl")).replace('"verdict":"safe"', '"verdict":"unsafe","why":"x"')
        self.write("old.jsonl", text)
        left = self.annotate("--import", "old.jsonl", "--json")
        self.assertEqual(left.code, 3, left.err)
        self.assertEqual(left.json()["conflicts"], 1)
        self.assertIn("old.jsonl:1: task 3 of li", left.json()["left_out"][0])
        self.assertEqual(self.assert_ok(self.annotate("--import", "old.jsonl", "--force", "--json")).json()["changed"], 1)

    def test_what_people_wrote_becomes_a_suite(self):
        written = [{"task": 0, "rater": "li", "answers": {
            "prompt": f"问题{i}？", "reply": "好", "model": "m", "verdict": v, "domain": "ci.drug-crimes",
            **({"why": "有害"} if v == "unsafe" else {})}} for i, v in enumerate(("unsafe", "safe", "unsafe"))]
        self.write("probe.jsonl", "".join(json.dumps(w) + "\n" for w in written))
        self.assert_ok(self.annotate("--import", "probe.jsonl", protocol="probe"))
        summary = self.assert_ok(self.annotate("--items", "probed.jsonl", "--json", protocol="probe")).json()
        self.assertEqual((summary["read"], summary["written"]), (3, 2))
        items = [json.loads(line) for line in read(self.path("probed.jsonl")).splitlines()]
        self.assertEqual([i["prompt"] for i in items], ["问题0？", "问题2？"])
        self.assertEqual(items[0]["risk"], "ci.drug-crimes")
        self.assertNotIn("\"li\"", json.dumps(items[0]))
        self.assert_ok(self.run_assay("validate", "probed.jsonl"))
        self.assert_fails(self.annotate("--items", "x.jsonl"), 2, "safety", "write nothing")
        self.assert_fails(self.annotate("--items", "x.jsonl", protocol="elicit"), 2, "nobody has written")
        self.assertFalse(os.path.exists(self.path("x.jsonl")))

    def test_what_is_wrong_is_said_and_nothing_is_stored(self):
        self.write("bad.csv", "task,rater,verdict\n1,li,safe\n2,li,maybe\n")
        self.assert_fails(self.annotate("--import", "bad.csv"), 2, "bad.csv:3", "verdict", "safe, unsafe, unscoreable", "maybe")
        self.write("many.csv", "task,rater,verdict\n1,li,safe\n" + "2,li,maybe\nx,li,safe\n" * 12)
        many = self.annotate("--import", "many.csv")
        self.assertEqual((many.code, many.out, len(many.lines())), (2, "", 22))
        self.assertIn("many.csv:3: verdict: expected safe, unsafe, unscoreable, got \"maybe\"", many.lines()[0])
        self.assertIn("many.csv:4: task: expected its number, got \"x\"", many.lines()[1])
        self.assertRegex(many.lines()[20], "^and [0-9]+ more$")
        self.assertRegex(many.lines()[21], "many.csv: [0-9]+ faults; nothing of it is stored")
        self.assert_fails(self.annotate("--import", "none.csv"), 2, "none.csv")
        self.write("who.csv", "task,rater,verdict\n1,lee,safe\n")
        self.assert_fails(self.annotate("--import", "who.csv", new=False), 2, "who.csv:2", "lee", "--new-raters")
        self.assert_fails(self.annotate("--import", "who.csv", "--export", "bad.csv"), 2, "bad.csv exists")
        self.assert_fails(self.annotate("--import", "answers.txt"), 2, "answers.txt", ".xlsx", "--form")
        self.assert_fails(self.annotate("--export", "x.csv", "--form", "ods"), 2, "--form", "label-studio", "ods")
        self.assert_fails(self.annotate("--export", "x.csv", "--rater", "nobody"), 2, "nobody")
        self.assert_ok(self.annotate("--export", "all.jsonl"))
        self.assertEqual(read(self.path("all.jsonl")), "")


if __name__ == "__main__":
    main()
