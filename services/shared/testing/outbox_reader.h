#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/outbox/outbox.h"
#include "base/pg/pool.h"
#include "google/protobuf/any.pb.h"
#include "gtest/gtest.h"

namespace lossy::services {

// Reads the items that a test queued in the outbox of a migrated schema. The items stay there if
// the test has no relay. An error fails the test. Not thread-safe.
class OutboxReader {
 public:
  // `pool` must outlive the reader.
  explicit OutboxReader(base::pg::Pool& pool) : pool_(pool) {}

  // Returns the items of a kind, in the order in which they were queued.
  std::vector<base::Outgoing> Queued(absl::string_view kind);

  // Returns the events of this type for a topic, in the order in which they were queued.
  template <typename Event>
  std::vector<Event> Events(absl::string_view topic) {
    std::vector<Event> events;
    for (const base::Outgoing& outgoing : Queued(base::kPublish)) {
      if (outgoing.target != topic) continue;
      google::protobuf::Any any;
      EXPECT_TRUE(any.ParseFromString(outgoing.payload));
      if (!any.Is<Event>()) continue;
      EXPECT_TRUE(any.UnpackTo(&events.emplace_back()));
    }
    return events;
  }

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::services
