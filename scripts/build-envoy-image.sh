#!/usr/bin/env bash
# build-envoy-image.sh BINARY VERSION: makes the local image gitvoy-envoy:VERSION from an Envoy binary of this machine and
# the libraries that it is linked against. Nothing is pulled. An image of the same binary is left as it is.
set -euo pipefail
# Envoy runs as user 101 in the container and must be able to read the files.
umask 022

[ $# = 2 ] || { echo "usage: $0 BINARY VERSION" >&2; exit 2; }
binary=$1
version=$2
image=gitvoy-envoy:$version
[ -x "$binary" ] || { echo "build-envoy-image: $binary is not an executable file" >&2; exit 2; }

key=$(cat "${BASH_SOURCE[0]}" "$binary" | sha256sum | cut -c1-32)
if [ "$(docker image inspect -f '{{index .Config.Labels "gitvoy.key"}}' "$image" 2>/dev/null)" = "$key" ]; then
  echo "$image is up to date"
  exit 0
fi

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
root=$context/rootfs
mkdir -p "$root"/{usr/local/bin,etc/envoy,etc/ssl/certs,tmp,var/log/envoy}
chmod 1777 "$root/tmp"
chmod 0777 "$root/var/log/envoy"
cp "$binary" "$root/usr/local/bin/envoy"
chmod 0755 "$root/usr/local/bin/envoy"
# Every library at the very path that ldd names.
ldd "$binary" | grep -oE '/[^ ]+' | sort -u | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
printf 'root:x:0:0:root:/:/none\nenvoy:x:101:101:envoy:/tmp:/none\nnobody:x:65534:65534:nobody:/:/none\n' >"$root/etc/passwd"
printf 'root:x:0:\nenvoy:x:101:\nnogroup:x:65534:\n' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
authorities=/etc/ssl/certs/ca-certificates.crt
[ ! -r $authorities ] || cp -L $authorities "$root$authorities"

# One COPY is one layer: the storage driver vfs keeps a full copy of the files for each.
cat >"$context/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY rootfs/ /
USER 101:101
ENTRYPOINT ["/usr/local/bin/envoy"]
CMD ["-c", "/etc/envoy/envoy.yaml"]
DOCKERFILE

build() { docker build -q --label "gitvoy.key=$key" --label "gitvoy.envoy=$version" -t "$image" "$context"; }
# The classic builder needs no buildx; an engine without it goes the BuildKit way.
DOCKER_BUILDKIT=0 build 2>"$context/error" || DOCKER_BUILDKIT=1 build || { cat "$context/error" >&2; exit 1; }
docker run --rm --network none "$image" --version
