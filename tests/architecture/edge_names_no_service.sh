#!/usr/bin/env bash
# No file of contract or edge has a word of the services' domain; its examples and tests are about rooms and messages
#
# usage: edge_names_no_service.sh [TREE]; without TREE it checks the repository, and itself.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/architecture/lib/planted_tree.sh
source tests/architecture/lib/planted_tree.sh

readonly domain='notes?|videos?|transcripts?|transcriptions?|reviewers?|recordings?|audio|youtube'

# A word stands alone or between underscores, or is a part of a CamelCase name.
domain_words() {
  {
    grep -rnaiE "(^|[^a-z])($domain)([^a-z]|\$)" contract edge
    grep -rnaE '(Note|Video|Transcript|Reviewer|Recording|Audio)(Id|s?[A-Z])' contract edge
  } | sed 's/^\([^:]*:[0-9]*\):.*/\1: a word of a service: take rooms and messages/' | sort -u
}

plant_tree() {
  mkdir -p contract edge/phoenix
  cat >edge/phoenix/v2_test.cc <<'TEXT'
Decode("video:meta");  // BAD
Decode("note_created");  // BAD
class VideoId {  // BAD
Decode("room:1, notified, transcoding");
TEXT
}

check_tree domain_words plant_tree "$@"
