#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/pg/setting.h"

namespace lossy::notifications {

// The settings of each connection of the log's pool (Pool::Options), beside those of every pool.
// They make a join use indexes. A table that has just begun to grow has no statistics for a good
// plan.
inline constexpr base::pg::Setting kJoinByIndex[] = {{"enable_hashjoin", "off"},
                                                     {"enable_mergejoin", "off"}};

// The expressions below are parts of statements over `topics t`.

// True if the topic's epoch continues: it has the server's era, and no dump was loaded over the
// row. xmin is the transaction that wrote the row, modulo 2^32.
inline constexpr absl::string_view kFresh =
    "(t.era = (SELECT era FROM server) AND "
    "coalesce(t.xmin::text::bigint = t.written_by & 4294967295, true))";

// Returns an SQL expression for the run of the server that stored the topic's event at the offset.
// Null if unknown.
inline std::string RunAt(absl::string_view offset) {
  return absl::StrCat(
      "(CASE WHEN t.head > 0 AND t.head = ", offset, " THEN t.head_run WHEN t.gone = ", offset,
      " THEN CASE WHEN t.gone_run_at = t.gone THEN t.gone_run END"
      " ELSE (SELECT a.run FROM events a WHERE a.topic = t.topic AND a.\"offset\" = ",
      offset, ") END)");
}

}  // namespace lossy::notifications
