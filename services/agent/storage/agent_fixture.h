#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/storage/recording_store.h"
#include "services/agent/storage/schema.h"
#include "services/agent/storage/session_retention.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/storage/transcript_store.h"
#include "services/shared/testing/outbox_reader.h"

namespace lossy::agent {

// A fixture for tests of the agent's stores on a real PostgreSQL database. No relay delivers the
// outbox.
class AgentTest : public testing::Test {
 protected:
  AgentTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "agent"}, registry_),
        sessions_(pool_, {}),
        transcripts_(pool_, {}) {
    EXPECT_TRUE(Migrate(pool_).ok());
    EXPECT_TRUE(pool_
                    .Query("TRUNCATE session_owners, sessions, transcripts, audio_chunks, "
                           "recordings, turns, stored, outbox, requests")
                    .ok());
    outbox_.emplace(pool_);
  }

  // Returns the queued events of a session, as "type reason" or "note text".
  std::vector<std::string> Events(const std::string& session_id) {
    std::vector<std::string> events;
    for (const auto& event : outbox_->Events<v1::SessionEvent>("session:" + session_id)) {
      if (event.has_note_created()) {
        events.push_back("note " + event.note_created().text());
      } else if (event.has_note_updated()) {
        events.push_back("update " + event.note_updated().text());
      } else {
        const v1::AgentEvent& happened = event.agent_event();
        events.push_back(happened.has_reason() ? happened.type() + " " + happened.reason()
                                               : happened.type());
      }
    }
    return events;
  }

  // Returns the audio of the recordings that wait for the transcriber, in order, and gives each of
  // them words. `check` sees each recording before.
  std::vector<std::string> HandedOver(
      const std::function<void(const Transcript&, const std::string&)>& check = nullptr) {
    std::vector<std::string> sounds;
    for (;;) {
      const std::vector<Transcript> claimed =
          *transcripts_.Claim(Stage::kTranscribe, 1, absl::Seconds(30));
      if (claimed.empty()) return sounds;
      sounds.push_back(*transcripts_.Sound(claimed[0]));
      if (check) check(claimed[0], sounds.back());
      EXPECT_TRUE(transcripts_.SetWords(claimed[0], {.text = "x"}).ok());
    }
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  SessionStore sessions_;
  SessionRetention retention_{pool_};
  TranscriptStore transcripts_;
  RecordingStore recording_store_{pool_};
  absl::optional<services::OutboxReader> outbox_;
};

}  // namespace lossy::agent
