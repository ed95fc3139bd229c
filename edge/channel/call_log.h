#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// Logs the calls that one thread makes for its clients, as the event `event`. Each failed call is a
// line. Of the calls that succeed, at most a number each second are lines, because one client can
// cause many thousands; `calls_skipped` reports the number of the others. Belongs to the thread.
class CallLog {
 public:
  struct Call {
    absl::string_view event;
    const Method& method;
    absl::string_view request_id;
  };

  // `rate` is the most lines of succeeded calls in a second.
  explicit CallLog(int rate) : rate_(rate) {}

  // Records the end of a call. `now` and `start` are steady times.
  void Record(const Call& call, const absl::Status& status, absl::Time now, absl::Time start);

 private:
  // Returns true if a succeeded call may be a line.
  bool Admit(absl::Time now);

  const int rate_;
  int left_ = 0;  // Lines until second_end_.
  absl::Time second_end_ = absl::InfinitePast();
  std::int64_t skipped_ = 0;
};

}  // namespace lossy::edge
