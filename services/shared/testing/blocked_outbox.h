#pragma once

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "base/outbox/relay.h"
#include "base/pg/pool.h"
#include "google/protobuf/any.pb.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::services {

// The outbox of a migrated schema, with a relay that delivers nothing: a test reads what was
// queued.
class BlockedOutbox {
 public:
  // `pool` must outlive it.
  explicit BlockedOutbox(base::pg::Pool& pool);
  ~BlockedOutbox();

  base::Relay& relay() { return *relay_; }

  // What was queued of a kind, in order.
  std::vector<base::Outgoing> Queued(absl::string_view kind);

  // The events of this type that were queued for a topic, in order.
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
  prometheus::Registry registry_;
  std::promise<void> release_;
  std::thread holder_;
  std::unique_ptr<base::Relay> relay_;
};

}  // namespace lossy::services
