#!/bin/sh
# What the tests need from the system: installs it where that is allowed, or names it.
#   chromium, a font with Chinese characters   the browser tests
#   maven, Java 17 or 21                        a real Neo4j server
#   docker-compose, nginx                       the checks of docker-compose.yml and of its proxy
missing=""
need() {
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need chromium chromium
fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$missing fonts-noto-cjk fontconfig"
need mvn maven
need docker-compose docker-compose
PATH="$PATH:/usr/sbin:/sbin" need nginx nginx-light
for java in java "$JAVA_HOME/bin/java" /usr/lib/jvm/java-*/bin/java; do
    "$java" -version 2>&1 | grep -Eq 'version "(17|21)[."]' && has_java=1
done
[ -n "$has_java" ] || missing="$missing openjdk-17-jre-headless"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$missing"
    apt-get update -qq
    case "$missing" in *openjdk-17*)
        apt-cache show openjdk-17-jre-headless >/dev/null 2>&1 ||
            missing=$(echo "$missing" | sed 's/openjdk-17/openjdk-21/') ;;
    esac
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 # in run level 1 no service is started
    case "$missing" in *docker-compose*) # recommends Docker's engine, which no test needs
        apt-get install -y -qq --no-install-recommends docker-compose >/dev/null ;;
    esac
    apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "The tests need:$missing. Install with: sudo apt-get install$missing" >&2
exit 1
