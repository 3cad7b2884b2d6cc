"""tools/check-house on small trees, each of which breaks one rule or looks as if it did."""
import shutil
import unittest

import house

check_house = house.load("check-house")

ROOMS = "rooms = [\n  'base', 'text', 'net', 'store', 'llm', 'cli',\n]\n"


class CheckHouse(unittest.TestCase):
    def breaches(self, files, limits=False):
        """What check-house says of a tree, as FILE:LINE: MESSAGE."""
        tree = {"src/meson.build": ROOMS, **files}
        builds = {}
        for path in files:  # list each source, so that only the rule in question is broken
            room, _, name = path.rpartition("/")
            if path.endswith(".c") and room.startswith("src/"):
                builds.setdefault(room + "/meson.build", []).append("'%s'" % name)
        for path, names in builds.items():
            tree.setdefault(path, "room_sources = files(%s)\n" % ", ".join(names))
        folder = house.make_tree(tree)
        self.addCleanup(folder.cleanup)
        found = check_house.check(folder.name)
        return ["%s:%d: %s" % row for row in found
                if limits or not row[0].startswith("tools/check-house")]

    def assert_one(self, files, start):
        found = self.breaches(files)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(start), found[0])

    def assert_clean(self, files):
        self.assertEqual(self.breaches(files), [])

    def test_clean(self):
        self.assert_clean({
            "src/base/a.h": "int a(void);\n",
            "src/base/a.c": '#include "base/a.h"\n\nint a(void)\n{\n\treturn 1;\n}\n',
            "src/cli/b.c": '#include <stdio.h>\n#include "base/a.h"\n#include "config.h"\n',
        })

    def test_later_room(self):
        self.assert_one({"src/text/a.c": '\n#include "net/http.h"\n'},
                        "src/text/a.c:2: room text includes net/http.h, a later room")

    def test_folder_of_a_room(self):
        build = {"src/text/meson.build": "room_sources = files('zh/a.c')\n"}
        self.assert_clean({"src/text/zh/a.c": '#include "text/zh/a.h"\n', **build})
        self.assert_one({"src/text/zh/a.c": '#include "net/http.h"\n', **build},
                        "src/text/zh/a.c:1: room text includes net/http.h, a later room")
        self.assert_one({"src/text/zh/a.c": "", "src/text/zh/b.c": "", **build},
                        "src/text/zh/b.c:1: is not listed in src/text/meson.build")

    def test_include_without_room(self):
        self.assert_one({"src/base/a.c": '#include "b.h"\n'},
                        'src/base/a.c:1: include "b.h" as "ROOM/FILE.h"')

    def test_unknown_room(self):
        self.assert_one({"src/utils/a.c": "int x;\n"}, "src/utils/a.c:1: room utils is not in")

    def test_headers_of_libraries(self):
        for header, home, away in (("sqlite3.h", "store", "net"), ("curl/curl.h", "net", "llm"),
                                   ("microhttpd.h", "net", "cli"),
                                   ("yaml.h", "base", "text")):
            text = "#include <%s>\n" % header
            self.assert_clean({"src/%s/a.c" % home: text})
            self.assert_one({"src/%s/a.c" % away: text},
                            "src/%s/a.c:1: <%s> belongs to src/%s/ alone" % (away, header, home))

    def test_llama_files(self):
        text = "#include <llama.h>\n#include <ggml-backend.h>\n"
        self.assert_clean({"src/llm/llama.c": text, "src/llm/llama_batch.c": text})
        self.assertEqual(len(self.breaches({"src/llm/openai.c": text})), 2)

    def test_functions_of_libraries(self):
        self.assert_one({"src/cli/a.c": "int f(void)\n{\n\treturn sqlite3_open(0, 0);\n}\n"},
                        "src/cli/a.c:3: sqlite3_open of sqlite3 belongs to src/store/ alone")
        self.assert_one({"src/llm/a.c": "void f(void)\n{\n\tggml_time_init ();\n}\n"},
                        "src/llm/a.c:3: ggml_time_init of llama")

    def test_our_own_names_like_a_librarys(self):
        self.assert_clean({
            "src/base/json.h": "const void *json_get(const void *o, const char *key);\n",
            "src/llm/a.c": "static int llama_rows(int n)\n{\n\treturn n;\n}\n\n"
                           "int f(void)\n{\n\treturn llama_rows(1) + !json_get(0, 0);\n}\n",
        })

    def test_comments_and_strings_do_not_count(self):
        self.assert_clean({"src/cli/a.c": '// sqlite3_open(x), strcpy(a, b)\n/* system(x)\n */\n'
                                          'const char *s = "popen(\\"x\\")";\n'})

    def test_long_file(self):
        self.assert_clean({"src/base/a.c": "int x;\n" * 800})
        self.assert_one({"src/base/a.c": "int x;\n" * 801},
                        "src/base/a.c:801: 801 lines, the limit is 800")

    def test_long_line(self):
        self.assert_clean({"src/base/a.c": "\t// " + "x" * 79 + "\n"})
        self.assert_one({"tests/base/a.c": "\n\t// " + "x" * 80 + "\n"},
                        "tests/base/a.c:2: 91 columns, the limit is 90")

    @unittest.skipUnless(shutil.which("pmccabe"), "pmccabe is not installed")
    def test_functions(self):
        long = "int f(int x)\n{\n" + "\tx++;\n" * 97 + "\treturn x;\n}\n"
        self.assertEqual(self.breaches({"src/base/a.c": long}), [
            "src/base/a.c:1: f has 101 lines, the limit is 100"])
        deep = "int f(int x)\n{\n" + "\tif (x)\n\t\tx--;\n" * 20 + "\treturn x;\n}\n"
        self.assertEqual(self.breaches({"src/base/a.c": deep}), [
            "src/base/a.c:1: f has complexity 21, the limit is 20"])
        self.assert_clean({"tests/base/helper.c": long})

    @unittest.skipIf(shutil.which("pmccabe"), "pmccabe is installed")
    def test_without_pmccabe(self):
        found = self.breaches({"src/base/a.c": "int x;\n"}, limits=True)
        self.assertEqual(found, ["tools/check-house:1: pmccabe is missing (tools/setup --dev)"])

    def test_registry(self):
        text = ("const struct x *const rows[] = {\n\t&x_alpha,\n\t&x_gamma,\n\t&x_beta,\n"
                "\tNULL,\n};\n")
        self.assert_one({"src/llm/registry.c": text},
                        "src/llm/registry.c:4: x_beta stands behind x_gamma")
        self.assert_clean({"src/llm/registry.c": text.replace("beta", "zeta")})
        packed = "const struct x *const rows[] = {\n#if A\n\t&x_b, // c\n#endif\n\t&x_a, &x_c,\n};\n"
        self.assert_one({"src/llm/registry.c": packed}, "src/llm/registry.c:5: x_a stands behind")
        self.assert_clean({"src/llm/registry.c": 'const struct opt rows[] = {\n\t{"b", 0},\n\t{"a", 0},\n};\n'})
        rows = 'const struct x rows[] = {\n\t{ "jsonl", f },\n\t{ "csv", g },\n};\n'
        self.assert_one({"src/llm/registry.c": rows}, "src/llm/registry.c:3: csv stands behind")

    def test_banned(self):
        self.assert_one({"src/base/a.c": "void f(char *a)\n{\n\tstrcpy(a, a);\n}\n"},
                        "src/base/a.c:3: strcpy is banned: struct buf")
        self.assert_one({"tests/base/a.c": "int x = atoi(y);\n"}, "tests/base/a.c:1: atoi is banned")
        self.assert_clean({"src/base/a.c": "int x = my_atoi(y) + o->system(1) + fsscanf(2);\n"})

    def test_memory(self):
        text = "void *f(void)\n{\n\treturn malloc(1);\n}\n"
        self.assert_one({"src/text/a.c": text}, "src/text/a.c:3: malloc outside base")
        self.assert_clean({"src/base/a.c": text, "bench/a.c": text})

    def test_later(self):
        for path in ("src/base/a.c", "docs/a.md", "tools/thing", "web/src/a.ts"):
            self.assert_one({path: "x\n// TO" "DO: more\n"}, path + ":2: TO" "DO")

    def test_unlisted(self):
        self.assert_one({"src/base/a.c": "int x;\n", "src/base/meson.build": "files('b.c')\n"},
                        "src/base/a.c:1: is not listed in src/base/meson.build")
        self.assert_one({"tests/base/test_a.c": "int x;\n", "tests/base/meson.build": "x = ['b']\n"},
                        "tests/base/test_a.c:1: is not listed in tests/base/meson.build")
        self.assert_one({"data/attacks/a.yaml": "x: 1\n", "data/meson.build": "x = []\n"},
                        "data/attacks/a.yaml:1: is not listed in data/meson.build")
        self.assert_clean({"data/attacks/a.yaml": "x: 1\n",
                           "data/meson.build": "x = ['attacks/a.yaml']\n"})


if __name__ == "__main__":
    unittest.main()
