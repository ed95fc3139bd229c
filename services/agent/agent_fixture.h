#pragma once

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/pg_store.h"
#include "services/testing/held_outbox.h"

namespace lossy::agent {

// The store on a real database; nothing is delivered.
class AgentTest : public testing::Test {
 protected:
  AgentTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "agent"}, registry_),
        store_(pool_) {
    EXPECT_TRUE(store_.Migrate().ok());
    EXPECT_TRUE(
        pool_.Query("TRUNCATE session_owners, sessions, transcripts, outbox, requests").ok());
    outbox_.emplace(pool_);
  }

  // What those who follow the session are told, as "type reason" or "note_created text".
  std::vector<std::string> Told(const std::string& session_id) {
    std::vector<std::string> told;
    for (const auto& event : outbox_->Events<v1::SessionEvent>("session:" + session_id)) {
      if (event.has_note_created()) {
        told.push_back("note " + event.note_created().text());
      } else {
        const v1::AgentEvent& happened = event.agent_event();
        told.push_back(happened.has_reason() ? happened.type() + " " + happened.reason()
                                             : happened.type());
      }
    }
    return told;
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  PgStore store_;
  absl::optional<services::HeldOutbox> outbox_;
};

}  // namespace lossy::agent
