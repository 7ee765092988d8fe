#!/bin/sh
# Installs the named packages, as root, without letting one of them start a service, now or at the next boot.
# What was installed before is left exactly as it was.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
policy=/usr/sbin/policy-rc.d
mark='# Written by seatmesh while it installs packages, and removed afterwards.'

# One such run at a time, or the first to end would remove the policy of the second.
exec 9>/run/lock/seatmesh-install.lock
flock -w 500 9 || { echo 'E: another seatmesh installation does not end'; exit 100; }

installed() { dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed //p' | sort; }
before=$(installed)

# The mark also tells a policy that an earlier run, killed half-way, left behind.
forbid_starts() {
  if [ -e "$policy" ] && ! grep -qF "$mark" "$policy"; then return; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy.seatmesh"
  chmod 755 "$policy.seatmesh"
  mv "$policy.seatmesh" "$policy"
}

# Also stops, for a policy of the machine's own may have let the service start.
disable_unit() {
  if command -v systemctl >/dev/null; then
    if [ -d /run/systemd/system ]; then systemctl disable --now "$1"; else systemctl disable "$1"; fi
  elif command -v deb-systemd-helper >/dev/null; then
    DPKG_MAINTSCRIPT_PACKAGE=$2 deb-systemd-helper disable "$1"
  fi
}

tidy() {
  status=$?
  trap - EXIT
  set +e
  # Dependencies too: erlang-base, for one, brings epmd's socket.
  for package in $(installed | grep -vxF "$before"); do
    for file in $(dpkg -L "$package"); do
      case $file in
        */systemd/system/*@.*) ;;
        */systemd/system/*.service | */systemd/system/*.socket | */systemd/system/*.timer)
          disable_unit "${file##*/}" "$package"
          ;;
        /etc/init.d/*) if command -v update-rc.d >/dev/null; then update-rc.d "${file##*/}" disable; fi ;;
      esac
    done
  done
  if grep -qsF "$mark" "$policy"; then rm -f "$policy"; fi
  exit "$status"
}
trap tidy EXIT
trap 'exit 143' INT TERM HUP
forbid_starts

# The lists' lock is not waited for by apt itself. An update that fails for another reason (one dead source among
# several) need not stop the installation.
tries=0
until update=$(timeout --foreground 180 apt-get update 2>&1); do
  echo "$update"
  tries=$((tries + 1))
  case $update in *'Could not get lock'*) [ "$tries" -lt 24 ] || break ;; *) break ;; esac
  sleep 5
done
# --no-remove: a package that conflicts with one of the user's is refused, not put in its place.
timeout --foreground 420 apt-get install -y -q --no-install-recommends --no-remove -o DPkg::Lock::Timeout=120 \
  -o Dpkg::Use-Pty=0 "$@" 9>&-
