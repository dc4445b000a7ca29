#!/usr/bin/env bash
# Makes the keys, key files and commits of this folder anew. Needs git 2.34, OpenSSH 8.9, GnuPG 2.2, Python 3 with the package cryptography.
# Private keys live in a temporary folder only, so each run gives other keys; run it when a case is added, and check in what changed.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
work=$(mktemp -d)
export HOME=$work GNUPGHOME=$work/gnupg GIT_CONFIG_NOSYSTEM=1 LC_ALL=C TZ=UTC
trap 'gpgconf --kill all; rm -rf "$work"' EXIT
mkdir -m 700 "$GNUPGHOME"
rm -f ./*.commit ./*.asc ./*.pub ./*.sig
keys_made=20260101T000000
signed_at=20260601T120000

# --- keys -----------------------------------------------------------------------------------------------------------
ssh_key() { # name type bits
    ssh-keygen -q -t "$2" ${3:+-b "$3"} -N '' -C '' -f "$work/$1"
    cp "$work/$1.pub" "$1.pub"
}
ssh_key alice ed25519
ssh_key bob rsa 3072
ssh_key carol ecdsa 256
ssh_key dave ecdsa 384
ssh_key erin ecdsa 521
ssh_key mallory ed25519
ssh_key forge-ssh ed25519
ssh_key weak-rsa rsa 1024
ssh_key weak-dsa dsa

gpg_at() { local at=$1; shift; gpg --batch --quiet --yes --pinentry-mode loopback --passphrase '' --faked-system-time "$at!" "$@"; }
fingerprint() { gpg --batch --with-colons --list-keys "$1" | awk -F: '$1 == "fpr" { print $10; exit }'; }
subkey() { gpg --batch --with-colons --list-keys "$1" | awk -F: '$1 == "sub" { sub_seen = 1 } sub_seen && $1 == "fpr" { print $10; exit }'; }
export_key() { gpg --batch --armor --export "$1" >"$2"; }

gpg_at $keys_made --quick-generate-key 'Pat <pat@example.com>' rsa3072 sign never
gpg_at $keys_made --quick-generate-key 'Quinn <quinn@example.com>' ed25519 cert never
quinn=$(fingerprint quinn@example.com)
gpg_at $keys_made --quick-add-key "$quinn" ed25519 sign 20270601T000000
gpg_at $keys_made --quick-add-key "$quinn" cv25519 encr never
gpg_at $keys_made --quick-generate-key 'Nina (work) <nina@example.com>' nistp256 sign never
gpg_at $keys_made --quick-generate-key 'Forge <noreply@forge.example>' rsa2048 sign never
gpg_at $keys_made --quick-generate-key 'Mallory <mallory@example.com>' ed25519 cert never
mallory=$(fingerprint mallory@example.com)
gpg_at $keys_made --quick-add-key "$mallory" ed25519 sign never
gpg_at $keys_made --quick-generate-key 'Dora <dora@example.com>' dsa2048 sign never
gpg_at $keys_made --quick-generate-key 'Rita <rita@example.com>' rsa1024 sign never
gpg_at $keys_made --cert-digest-algo SHA1 --quick-generate-key 'Olga <olga@example.com>' rsa2048 sign never
gpg_at $keys_made --quick-generate-key 'Encrypts only <enc@example.com>' ed25519 cert never
gpg_at $keys_made --quick-add-key "$(fingerprint enc@example.com)" cv25519 encr never
for name in pat quinn nina forge mallory dora rita olga enc; do
    export_key "$(fingerprint "$name@" 2>/dev/null || fingerprint "noreply@$name.example")" "$name.asc"
done

# --- commits --------------------------------------------------------------------------------------------------------
git init -q --initial-branch=main "$work/repo"
cd "$work/repo"
mkdir xds
echo 'resources: []' >xds/edge.yaml
git add .
tree=$(git write-tree)
export GIT_AUTHOR_DATE='2026-06-01T12:00:00Z' GIT_COMMITTER_DATE='2026-06-01T12:00:00Z'

cat >"$work/gpg-then" <<EOF
#!/bin/sh
exec gpg --batch --quiet --pinentry-mode loopback --passphrase '' --faked-system-time $signed_at! \$GPG_EXTRA "\$@"
EOF
cat >"$work/ssh-other-namespace" <<'EOF'
#!/bin/sh
# Signs for the namespace "file", as for a release archive.
for argument; do shift; [ "$argument" = git ] && argument=file; set -- "$@" "$argument"; done
exec ssh-keygen "$@"
EOF
cat >"$work/ssh-sha256" <<'EOF'
#!/bin/sh
exec ssh-keygen -O hashalg=sha256 "$@"
EOF
chmod +x "$work"/gpg-then "$work"/ssh-*
git config gpg.program "$work/gpg-then"

as() { # name email [committer-name committer-email]
    export GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$2 GIT_COMMITTER_NAME=${3:-$1} GIT_COMMITTER_EMAIL=${4:-$2}
}
save() { # file commit
    git cat-file commit "$2" >"$here/$1.commit"
}
ssh_commit() { # file key [commit-tree arguments]
    local file=$1 key=$2; shift 2
    last=$(echo 'edge: more retries' | git -c gpg.format=ssh -c user.signingKey="$work/$key" commit-tree -S "$tree" "$@")
    save "$file" "$last"
}
pgp_commit() { # file key [commit-tree arguments]
    local file=$1 key=$2; shift 2
    last=$(echo 'edge: more retries' | git commit-tree -S"$key" "$tree" "$@")
    save "$file" "$last"
}
unsigned_commit() { # file [commit-tree arguments]
    local file=$1; shift
    last=$(echo 'edge: more retries' | git commit-tree "$tree" "$@")
    save "$file" "$last"
}

as Alice alice@example.com; ssh_commit ssh-ed25519 alice
as Bob bob@example.com;     ssh_commit ssh-rsa bob
as Carol carol@example.com; ssh_commit ssh-ecdsa-256 carol
as Dave dave@example.com;   ssh_commit ssh-ecdsa-384 dave
as Erin erin@example.com;   ssh_commit ssh-ecdsa-521 erin
as Alice alice@example.com
git config gpg.ssh.program "$work/ssh-sha256";          ssh_commit ssh-sha256 alice
git config gpg.ssh.program "$work/ssh-other-namespace"; ssh_commit ssh-other-namespace alice
git config --unset gpg.ssh.program
unsigned_commit unsigned
ssh_commit ssh-unknown-key mallory
pgp_commit pgp-unknown-key "$(subkey mallory@example.com)!"
as Alice alice@example.com Bob bob@example.com; ssh_commit ssh-principal-mismatch alice

as Pat pat@example.com;     pgp_commit pgp-rsa "$(fingerprint pat@example.com)"
export GPG_EXTRA='--digest-algo SHA1'; pgp_commit pgp-sha1 "$(fingerprint pat@example.com)"
export GPG_EXTRA='--textmode'; pgp_commit pgp-text "$(fingerprint pat@example.com)"
export GPG_EXTRA='--default-sig-expire 7d'; pgp_commit pgp-signature-expires "$(fingerprint pat@example.com)"
export GPG_EXTRA='--set-notation !must@example.com=understood'; pgp_commit pgp-critical-notation "$(fingerprint pat@example.com)"
export GPG_EXTRA='--comment Hello'; pgp_commit pgp-armor-comment "$(fingerprint pat@example.com)"
export GPG_EXTRA=''
as Quinn quinn@example.com; pgp_commit pgp-ed25519-subkey "$(subkey quinn@example.com)!"
as Nina nina@example.com;   pgp_commit pgp-ecdsa "$(fingerprint nina@example.com)"
as Dora dora@example.com;   pgp_commit pgp-dsa "$(fingerprint dora@example.com)"
as Alice alice@example.com; pgp_commit pgp-principal-mismatch "$(fingerprint pat@example.com)"

# A branch: Alice's commit, a merge by the forge, an unsigned commit, Alice's again.
as Alice alice@example.com;   ssh_commit chain-1-alice alice; first=$last
unsigned_commit chain-side -p "$first"; side=$last
as Alice alice@example.com Forge noreply@forge.example
pgp_commit chain-2-forge "$(fingerprint noreply@forge.example)" -p "$first" -p "$side"; second=$last
as Alice alice@example.com;   unsigned_commit chain-3-unsigned -p "$second"; third=$last
ssh_commit chain-4-alice alice -p "$third"

as Stranger stranger@example.org Forge noreply@forge.example
pgp_commit forge-stranger "$(fingerprint noreply@forge.example)" -p "$first" -p "$side"
as Alice alice@example.com Forge noreply@forge.example; ssh_commit forge-ssh forge-ssh -p "$first" -p "$side"
as Alice alice@example.com Stranger stranger@example.org; ssh_commit forge-ssh-stranger-commits forge-ssh -p "$first"
as Alice alice@example.com Bob bob@example.com; ssh_commit forge-ssh-bob-commits forge-ssh -p "$first"

# --- security keys: no such device is needed, a program signs as one would -------------------------------------------
as Sid sid@example.com; unsigned_commit security-key
mv "$here/security-key.commit" "$work/security-key.payload"
python3 "$here/security-key.py" "$work/security-key.payload" "$here"
for name in sk-ed25519 sk-ecdsa; do # OpenSSH's own verdict on what the program made
    echo "sid@example.com $(cat "$here/$name.pub")" >"$work/allowed"
    python3 "$here/security-key.py" --signature "$here/$name.commit" >"$work/sk.sig"
    ssh-keygen -Y verify -q -f "$work/allowed" -I sid@example.com -n git -s "$work/sk.sig" <"$work/security-key.payload"
done

# --- revoked copies of the keys, last: they change the keyring --------------------------------------------------------
cd "$here"
revoke() { printf '%s\n' "$@" | gpg --quiet --yes --no-tty --pinentry-mode loopback --passphrase '' --faked-system-time "$signed_at!" --command-fd 0 --status-fd 2 --edit-key "$key" 2>"$work/revoke.log" || { cat "$work/revoke.log"; exit 1; }; }
key=$quinn; revoke 'key 1' revkey y 0 '' y save; export_key "$quinn" quinn-subkey-revoked.asc
pat=$(fingerprint pat@example.com)
gpg_at $keys_made --quick-add-uid "$pat" 'Pat <pat@old.example>'
gpg_at $signed_at --quick-revoke-uid "$pat" 'Pat <pat@example.com>'; export_key "$pat" pat-uid-revoked.asc
{ sed 's/^:---/---/' "$GNUPGHOME/openpgp-revocs.d/$pat.rev"; } | gpg --batch --quiet --import; export_key "$pat" pat-revoked.asc
nina=$(fingerprint nina@example.com)
gpg_at $signed_at --quick-set-expire "$nina" 20260615T000000; export_key "$nina" nina-expires.asc
