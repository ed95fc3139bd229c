# shellcheck shell=bash
# The parts of ./dev that the tests of deployments use. $root is the checkout. Sourced by tests.

. "$root/deploy/local/console.sh"
. "$root/deploy/local/settings.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/build.sh"
. "$root/deploy/local/node.sh"
. "$root/deploy/local/release.sh"
. "$root/deploy/images/images.sh"
