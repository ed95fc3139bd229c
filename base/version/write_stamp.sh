#!/usr/bin/env bash
# Writes a C++ file that sets the build information of the program.
#
# usage: write_stamp.sh STATUS; STATUS is the file with the keys that workspace_status.sh prints
set -euo pipefail

# KEY: its value, as the text of a C++ string; "unknown" if the status lacks it.
value_of() {
  local value
  value=$(sed -n "s/^$1 //p" "$status" | tr -cd 'A-Za-z0-9.:+_-')
  printf '"%s"' "${value:-unknown}"
}

status=$1
cat <<TEXT
#include "base/version/build_info.h"

namespace {

[[maybe_unused]] const bool stamped = lossy::base::SetBuildInfo({
    .version = $(value_of STABLE_LOSSY_VERSION),
    .commit = $(value_of STABLE_LOSSY_COMMIT),
    .commit_time = $(value_of STABLE_LOSSY_COMMIT_TIME),
    .build_time = $(value_of STABLE_LOSSY_BUILD_TIME),
});

}  // namespace
TEXT
