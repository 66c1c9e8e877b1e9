#!/bin/sh
# Builds the task type and tests it: build.sh [FOLDER]. python.jar is left in FOLDER, or here.
#   dsg     the command to ask where DSG's own jar of types lies; DSG=../../dsg where it is not on the PATH
#   javac   25 or later; the one that DSG brings along will do
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-$here}
api=$("${DSG:-dsg}" type api)
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac --release 25 -cp "$api" -d "$classes" "$here"/src/lab/dsg/*.java "$here"/test/lab/dsg/*.java
java -cp "$api:$classes" lab.dsg.PythonTypeTest
rm "$classes"/lab/dsg/PythonTypeTest.class
mkdir -p "$out"
jar --create --file "$out/python.jar" --date 2026-01-01T00:00:00Z -C "$here" META-INF/services -C "$classes" lab
echo "$out/python.jar"
