#!/usr/bin/env bash
# Fills corpus/TARGET with what is shipped and tested, for a fuzzer to begin with.
set -euo pipefail
cd "$(dirname "$0")"
for target in document expression setting question efg nfg cases page; do
  mkdir -p "corpus/$target"
done
n=0
for file in ../scenarios/*.toml ../scenarios/classics/*.toml ../tests/broken/*.toml ../tests/reference/fit/crises.toml; do
  n=$((n + 1))
  cp "$file" "corpus/document/$n.toml"
done
# every text between quotes that is longer than a word, at one place or another
cat ../scenarios/*.toml ../scenarios/classics/*.toml | grep -oE '"[^"]+[ (][^"]+"' | tr -d '"' | sort -u |
  while read -r line; do
    n=$((n + 1))
    printf '%s' "$((n % 6))$line" >"corpus/expression/$n"
  done
i=0
for text in 'parameters.precision=4' 'hawk=0.2' 'time.rounds=3' 'parameters.hard.value=0.1' 'actors.a.payoff.status_quo="war_a + 1"' \
  $'time.shadow=8\nprecision="exact"'; do
  i=$((i + 1))
  printf '%s' "$text" >"corpus/setting/$i"
done
i=0
for text in $'hawk=0..1:5\nwar\nwar=0.5' $'precision=1,2,4;hard\n\n' $'patience=0..0.9\nwar;retreat\nstatus_quo=0.1'; do
  i=$((i + 1))
  printf '%s' "$text" >"corpus/question/$i"
done
for kind in efg nfg; do
  find ../tests -name "*.$kind" | while read -r file; do
    cp "$file" "corpus/$kind/$(basename "$file")"
  done
done
head -20 ../tests/reference/fit/crises.csv >corpus/cases/crises.csv
i=0
for text in $'A/' $'@GET / HTTP/1.1\r\n\r\n' $'@GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n' $'A/state' $'A/chart/outcomes.svg?width=600' \
  $'B/set\n{"id":"precision","value":2}' $'B/text\n{"text":"title = 1"}' $'B/undo\n' $'B/look\n{"ids":["precision"]}' \
  $'B/pin\n{}' $'B/swap\n{"pin":0}' $'B/save-as\n{"name":"x.toml"}'; do
  i=$((i + 1))
  printf '%s' "$text" >"corpus/page/$i"
done
