#pragma once

#include <string>

#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// The statements of TranscriptStore::Claim, which belong in one transaction: the second must see
// what was committed before the first got its locks. docs/adr/0024.

// Locks the users whose turn it is, at most $1, without those of $2 (text[]).
std::string LockTurnsSql(Stage stage);

// Claims one transcript of each user of $1 (text[]), for $2 seconds, and moves the users' turns: to
// the end of the line, or to when something of theirs can be claimed. $3 is when words are overdue
// and $4 the patience with a recording, both in seconds. Returns `columns` of what was claimed.
std::string ClaimSql(Stage stage, absl::string_view columns);

}  // namespace lossy::agent
