# For scripts that need programs in the background, to be sourced: they end when the script does.

LOGS=$PWD/target/ci
mkdir -p "$LOGS"

fail() {
  printf '\nFAILED: %s\n' "$*" >&2
  exit 1
}

running=()
stop() {
  local pid
  for pid in "${running[@]}"; do
    kill "$pid" 2>/dev/null || continue
    wait "$pid" || true
  done
  running=()
}
trap stop EXIT

# start NAME COMMAND...: in the background, until stop or the end
start() {
  "${@:2}" >"$LOGS/$1.log" 2>&1 &
  running+=($!)
}

# ready NAME COMMAND...: once the command succeeds, which it must within two minutes
ready() {
  local deadline=$((SECONDS + 120))
  until "${@:2}" >/dev/null 2>&1; do
    if ((SECONDS > deadline)) || ! kill -0 "${running[-1]}" 2>/dev/null; then
      tail -n 40 "$LOGS/$1.log" >&2
      fail "$1 did not start"
    fi
    sleep 0.2
  done
}

# tools FOLDER PACKAGE...: a Python of its own with these packages
tools() {
  if [[ ! -x $1/bin/pip ]]; then
    rm -rf "$1"
    python3 -m venv "$1" || fail "python3 -m venv does not work (on Debian it is the package python3-venv)"
  fi
  "$1/bin/pip" install -q --disable-pip-version-check "${@:2}"
}

# alone FUNCTION: calls it where the sandbox's known ports are free, in a network of its own, which has no way out; without rights
# to make one, here.
alone() {
  local unshare
  if [[ $(id -u) == 0 ]]; then unshare=(unshare -n); else unshare=(unshare -rn); fi
  if command -v ip >/dev/null && "${unshare[@]}" ip link set lo up 2>/dev/null; then
    export -f "$1"
    "${unshare[@]}" bash -euo pipefail -c "source .ci/background.sh; ip link set lo up; $1"
  else
    "$1"
  fi
}
