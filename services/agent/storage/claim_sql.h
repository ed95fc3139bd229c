#pragma once

#include <string>

#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// The statements of TranscriptStore::Claim. Both belong in one transaction: the second must see
// all rows that were committed before the first got its locks. See docs/adr/0024.

// Locks the users whose turn it is: at most $1 users, without the users in $2 (text[]).
std::string LockTurnsSql(Stage stage);

// Claims one transcript of each user in $1 (text[]) for $2 seconds. Moves the turns of the users to
// the end of the queue, or to the time at which a transcript of theirs can be claimed. $3 is the
// age of overdue words, and $4 the patience with a recording, in seconds. Returns `columns` of the
// claimed rows.
std::string ClaimSql(Stage stage, absl::string_view columns);

}  // namespace lossy::agent
