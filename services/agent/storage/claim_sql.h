#pragma once

#include <string>

#include "services/agent/storage/transcript_store.h"

namespace lossy::agent {

// The statements of TranscriptStore::UntilDue and TranscriptStore::Claim. LockTurnsSql and ClaimSql
// belong in one transaction: the second must see all rows that were committed before the first got
// its locks. See docs/adr/0024.

// Locks the users whose turn it is: at most $1 users, without the users in $2 (text[]).
std::string LockTurnsSql(Stage stage);

// Returns the seconds until the first user's turn, from 0 to 3600; no row if no user has a turn.
std::string UntilDueSql(Stage stage);

// Claims one transcript of each user of $1 (text[]), for $2 seconds, and moves the users' turns: to
// the end of the queue, or to the time when one of their transcripts can be claimed. Returns a row
// for each user: the user, if more transcripts of the user wait, and `columns` of the claimed
// transcript, which are NULL if there is none.
//
// All stages but kImprove have $3, the seconds for which later words wait for a recording.
// kDraft and kOverdue have $4, the seconds after which words are overdue; 0 claims all words.
std::string ClaimSql(Stage stage, absl::string_view columns);

}  // namespace lossy::agent
