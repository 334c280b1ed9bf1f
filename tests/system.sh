#!/bin/sh
# Chromium and a font with Chinese characters, for the browser tests: installs them, or says how.
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the browser tests: $missing"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing fontconfig >/dev/null && exit 0
fi
echo "The browser tests need: $missing. Install with: sudo apt-get install $missing fontconfig" >&2
exit 1
