#!/bin/sh
# Quick start: everything on the cluster you are logged in to, for trying it out, up to a booked seat.
#   scripts/start.sh --registry registry.example.com/seatmesh
# Needs Node 20 or newer, kubectl, and somebody logged in who may do everything. --help says the rest.
set -eu
cd "$(dirname "$0")/.."
command -v node >/dev/null || { echo 'node is not there: install Node 20 or newer' >&2; exit 1; }
command -v "${KUBECTL:-kubectl}" >/dev/null || { echo 'kubectl is not there: https://kubernetes.io/docs/tasks/tools' >&2; exit 1; }
exec node scripts/run.mjs quickstart "$@"
