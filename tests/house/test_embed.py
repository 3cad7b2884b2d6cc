"""tools/embed: every byte arrives, and the rows are sorted as asset_find() needs them."""
import os
import re
import shutil
import subprocess
import sys
import unittest

import house

MAIN = r"""
#include <stdio.h>
int main(void)
{
    for (size_t i = 0; i < assets_n; i++) {
        printf("%s %zu ", assets[i].name, assets[i].size);
        for (size_t k = 0; k <= assets[i].size; k++) // the NUL behind it too
            printf("%02x", assets[i].data[k]);
        printf("\n");
    }
    return 0;
}
"""


class Embed(unittest.TestCase):
    def embed(self, files, names):
        folder = house.make_tree({"base/asset.h": "#include <stddef.h>\nstruct asset { const char *name;"
                                  " const unsigned char *data; size_t size; };\n"})
        self.addCleanup(folder.cleanup)
        data = os.path.join(folder.name, 'da"ta')
        for name, text in files.items():
            path = os.path.join(data, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(text)
        out = os.path.join(folder.name, "assets.c")
        done = subprocess.run([sys.executable, os.path.join(house.ROOT, "tools/embed"), out, data,
                               *(os.path.join(data, n) for n in names)],
                              capture_output=True, text=True, check=False)
        return folder.name, out, done

    @unittest.skipUnless(shutil.which("cc"), "no C compiler")
    def test_bytes(self):
        files = {"b/two.bin": bytes(range(256)) * 3, "a.txt": b"text", "empty": b"", "b.x": b"\n"}
        folder, out, done = self.embed(files, ["b/two.bin", "empty", "b.x", "a.txt"])
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        with open(out, "a", encoding="utf-8") as f:
            f.write(MAIN)
        program = os.path.join(folder, "program")
        subprocess.run(["cc", "-I", folder, "-o", program, out], check=True)
        rows = subprocess.run([program], capture_output=True, text=True, check=True).stdout
        expected = "".join("%s %d %s00\n" % (n, len(files[n]), files[n].hex())
                           for n in sorted(files, key=str.encode))
        self.assertEqual(rows, expected)

    def test_none(self):
        _, out, done = self.embed({}, [])
        self.assertEqual(done.returncode, 0)
        with open(out, encoding="utf-8") as f:
            self.assertTrue(re.search(r"assets_n = 0;", f.read()))

    def test_missing(self):
        _, _, done = self.embed({}, ["nowhere"])
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^embed: .*nowhere: No such file or directory\n$")


if __name__ == "__main__":
    unittest.main()
