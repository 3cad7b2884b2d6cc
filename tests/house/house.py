"""Loads a program of tools/ as a module, and makes small trees to try it on."""
import importlib.util
import os
import sys
import tempfile
from importlib.machinery import SourceFileLoader

ROOT = os.environ.get("ASSAY_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True


def load(name):
    path = os.path.join(ROOT, "tools", name)
    loader = SourceFileLoader(name.replace("-", "_"), path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def make_tree(files):
    """A temporary folder with these files; the caller calls cleanup() on it."""
    folder = tempfile.TemporaryDirectory(prefix="house-")
    for path, text in files.items():
        full = os.path.join(folder.name, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)
    return folder
