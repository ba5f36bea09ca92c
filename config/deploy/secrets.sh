#!/bin/sh
# Makes what a cluster needs to trust itself, for trying it out and for test installations:
#   secrets.sh FOLDER HOST...
# writes into FOLDER, and leaves alone what is there,
#   authority.pem, authority.key   an authority of the cluster's own (keep the key elsewhere)
#   HOST.p12, HOST.pem, HOST.key   for each host a certificate and its key: for the nodes' connections, for HTTPS, for PostgreSQL
#   metrics.key                    the key with which Prometheus reads /metrics
#   owner.password, app.password   passwords of the journal's owner and of the program's role; also as files for PGPASSFILE
#   grafana.password
# A host may be several names with commas between, and a name may begin with *. : engine-1,localhost or *.engine,*.gateway
# (the first, without its *. , names the file). Needs openssl 3.
set -eu
umask 077

if [ $# -lt 2 ]; then
  echo "usage: $0 FOLDER HOST..." >&2
  exit 2
fi

folder=$1
shift
mkdir -p "$folder"
cd "$folder"

random() { openssl rand -hex "$1"; }

# Who can enter the folder may read them: a container's user is another one than who made them.
readable() { chmod 0644 "$@"; }

if [ ! -e authority.pem ]; then
  openssl req -x509 -newkey rsa:3072 -sha256 -nodes -days 3650 -subj "/CN=exchange authority $(random 4)" \
    -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout authority.key -out authority.pem 2>/dev/null
  readable authority.pem
fi

for host; do
  first=${host%%,*}
  file=${first#\*.}
  [ ! -e "$file.p12" ] || continue
  names=
  for name in $(echo "$host" | tr ',' ' '); do
    case $name in
      *[!0-9.]*) names=$names,DNS:$name ;;
      *) names=$names,IP:$name ;;
    esac
  done
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:false\n' "${names#,}" >"$file.ext"
  openssl req -newkey rsa:3072 -sha256 -nodes -subj "/CN=$file" -keyout "$file.key" -out "$file.csr" 2>/dev/null
  openssl x509 -req -in "$file.csr" -CA authority.pem -CAkey authority.key -set_serial "0x$(random 16)" -days 825 -sha256 \
    -extfile "$file.ext" -out "$file.pem" 2>/dev/null
  openssl pkcs12 -export -inkey "$file.key" -in "$file.pem" -passout pass: -out "$file.p12"
  rm -f "$file.ext" "$file.csr"
  readable "$file.p12" "$file.pem" "$file.key"
done

[ -e metrics.key ] || printf 'xa_%s_%s\n' "$(random 6)" "$(random 32)" >metrics.key
for name in owner app grafana; do
  [ -e "$name.password" ] || random 24 >"$name.password"
done
for name in owner app; do
  printf '*:*:*:exchange_%s:%s\n' "$name" "$(cat "$name.password")" >"$name.pgpass"
done
readable metrics.key ./*.password ./*.pgpass
echo "made in $(pwd): $(ls | tr '\n' ' ')" >&2
