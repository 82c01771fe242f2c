#!/bin/sh
# nginx cannot read the environment. PUBLIC_SCHEME: https behind a proxy that ends TLS, else http.
set -eu
case ${PUBLIC_SCHEME:-http} in
http | https) ;;
*) echo "PUBLIC_SCHEME is http or https, not $PUBLIC_SCHEME." >&2 && exit 1 ;;
esac
echo "map \$host \$public_scheme { default ${PUBLIC_SCHEME:-http}; }" >/tmp/public_scheme.conf
exec nginx -c /etc/pong/nginx.conf "$@"
