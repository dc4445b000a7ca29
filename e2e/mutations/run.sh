#!/usr/bin/env bash
# run.sh [NAME...]: shows that each scenario notices the fault that it guards against.
#   Each NAME.patch beside this script (default: all) breaks one thing in the committed sources. It is applied in a scratch
#   work tree, and its scenario must then fail; before that, all the scenarios must pass there without a patch.
#   A patch begins with two lines:   # scenario: CLASS#method   and   # what it breaks, in one sentence
#   MVN_ARGS = more arguments for Maven; GITVOY_E2E = container or binary, as for the scenarios themselves.
#   Exit 0: every patch was noticed. 1: one survived, did not apply or did not build. 2: the scenarios fail without a patch.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(git -C "$here" rev-parse --show-toplevel)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/gitvoy-mutations.XXXXXX")
tree=$scratch/tree
trap 'git -C "$root" worktree remove --force "$tree" 2>/dev/null; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

patches=()
if [ $# -gt 0 ]; then
  for name in "$@"; do patches+=("$here/${name%.patch}.patch"); done
else
  patches=("$here"/*.patch)
fi
for patch in "${patches[@]}"; do
  [ -r "$patch" ] || { echo "run.sh: no such patch: ${patch#"$here"/}" >&2; exit 1; }
done
header() { sed -n "s/^# scenario: *//p; 1q" "$1"; }
reason() { sed -n "2s/^# *//p" "$1"; }

# verify SCENARIOS: 0 when they ran and passed, 1 when they ran and one failed, 2 when they could not run.
verify() {
  local reports=$tree/e2e/target/failsafe-reports
  rm -rf "$reports"
  # Unit tests are left out: a patch may break them too, and it is the scenario that is asked.
  # shellcheck disable=SC2086
  (cd "$tree" && mvn -B -ntp -pl e2e -am verify -Dit.test="$1" -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true -Denforcer.skip=true ${MVN_ARGS:-}) >"$scratch/log" 2>&1
  local status=$?
  completed=$(sed -n 's/.*<completed>\(.*\)<.*/\1/p' "$reports/failsafe-summary.xml" 2>/dev/null)
  failed=$(($(sed -nE 's/.*<(errors|failures)>(.*)<.*/\2/p' "$reports/failsafe-summary.xml" 2>/dev/null | paste -sd+)))
  [ "${completed:-0}" -gt 0 ] || return 2
  [ "$status" = 0 ] && return 0
  [ "${failed:-0}" -gt 0 ] && return 1
  return 2
}

git -C "$root" diff --quiet HEAD -- || echo "run.sh: changes that are not committed are left out"
git -C "$root" worktree add --quiet --detach "$tree" HEAD || exit 1

scenarios=$(for patch in "${patches[@]}"; do header "$patch"; done | sort -u | paste -sd,)
echo "without a patch: $scenarios"
verify "$scenarios" || { echo "the scenarios fail without a patch:"; tail -40 "$scratch/log"; exit 2; }
echo "  passed: $completed runs"

bad=0
table=
for patch in "${patches[@]}"; do
  name=$(basename "$patch" .patch)
  echo "$name: $(reason "$patch")"
  if ! git -C "$tree" apply "$patch" 2>"$scratch/log"; then
    verdict="DOES NOT APPLY"; bad=1; sed 's/^/  /' "$scratch/log"
  else
    verify "$(header "$patch")"
    case $? in
      0) verdict="SURVIVED"; bad=1 ;;
      1) verdict="noticed, $failed of $completed runs failed" ;;
      *) verdict="DID NOT RUN"; bad=1; grep ERROR "$scratch/log" | head -5 ;;
    esac
    git -C "$tree" checkout --quiet -- . && git -C "$tree" clean --quiet -fd
  fi
  echo "  $verdict"
  table+=$(printf '%-34s %-58s %s' "$name" "$(header "$patch")" "$verdict")$'\n'
done
printf '\n%-34s %-58s %s\n%s' mutation scenario result "$table"
exit $bad
