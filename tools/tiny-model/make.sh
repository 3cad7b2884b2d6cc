#!/bin/sh
# Makes data/models/tiny-careful.gguf and tiny-careless.gguf from nothing but this folder,
# data/attacks and the data sets in $ASSAY_TEST_DATA. About 12 minutes of one core.
#
#     tools/tiny-model/make.sh [BUILD-FOLDER]
#
# PYTHON names an interpreter that has requirements.txt; without it one is made.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
models=$here/../../data/models
build=${1:-${TMPDIR:-/tmp}/tiny-model}
data=${ASSAY_TEST_DATA:?set it to the folder of the data sets}

mkdir -p "$build" "$models"
if [ -z "${PYTHON:-}" ]; then
	PYTHON=$build/venv/bin/python
	[ -x "$PYTHON" ] || python3 -m venv "$build/venv"
	"$PYTHON" -m pip install -q -r "$here/requirements.txt"
fi

# One thread and the instructions that every x86-64-v3 processor has: the order in which
# floats are added is part of the result.
export OMP_NUM_THREADS=1 ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2 MKL_CBWR=AVX2
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1

run() {
	script=$1
	shift
	nice -n 10 "$PYTHON" "$here/$script" "$@"
}

run vocabulary.py "$data" "$build/vocabulary.txt"
run train.py "$data" "$build/vocabulary.txt" "$build/common.pt" tiny-common
for name in tiny-careful tiny-careless; do
	run train.py "$data" "$build/vocabulary.txt" "$build/$name.pt" $name "$build/common.pt"
	run export.py "$build/vocabulary.txt" "$build/$name.pt" $name "$models/$name.gguf"
done
(cd "$models" && sha256sum tiny-careful.gguf tiny-careless.gguf)
