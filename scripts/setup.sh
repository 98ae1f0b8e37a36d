#!/usr/bin/env bash
# Makes sure that everything needed to build is here: the Swift toolchain (which the user installs) and a few
# system packages (which this script installs on Debian and Ubuntu). Can be run again at any time.
set -euo pipefail

say() { printf '==> %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

required_swift=6.2

check_swift() {
    command -v swift >/dev/null || fail "the Swift toolchain is missing.
Install Swift $required_swift or newer: https://www.swift.org/install/linux/
For example with swiftly:
  curl -O https://download.swift.org/swiftly/linux/swiftly-\$(uname -m).tar.gz
  tar zxf swiftly-\$(uname -m).tar.gz && ./swiftly init
Then run this command again."
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "'swift --version' does not say its version; is the toolchain complete?"
    printf '%s\n%s\n' "$required_swift" "$version" | sort -V -C ||
        fail "Swift $version is too old; Swift $required_swift or newer is needed: https://www.swift.org/install/linux/"
    say "Swift $version"
}

# Packages whose headers the build needs, each with a file that shows that it is there.
needed_packages() {
    [ -e /usr/include/sqlite3.h ] || echo libsqlite3-dev
    command -v curl >/dev/null || echo curl
}

install_packages() {
    local packages
    packages=$(needed_packages | tr '\n' ' ')
    if [ -z "${packages// /}" ]; then
        say "system packages: all there"
        return
    fi
    command -v apt-get >/dev/null ||
        fail "these packages are missing: $packages
They have these names on Debian and Ubuntu; install their counterparts with your system's package manager."
    local as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "run as root once: apt-get install $packages"
        as_root=sudo
    fi
    say "installing $packages"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
}

check_swift
install_packages
