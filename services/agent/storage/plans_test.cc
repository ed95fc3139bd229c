// PostgreSQL plans the statements of the agent's queues while the tables are empty, and runs them
// when the tables are full. See docs/adr/0029.
#include <string>
#include <vector>

#include "base/pg/test_plans.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/agent/storage/agent_fixture.h"
#include "services/agent/storage/queue_depth.h"

namespace lossy::agent {
namespace {

using testing::IsEmpty;

constexpr Stage kStages[] = {Stage::kTranscribe, Stage::kDraft, Stage::kOverdue, Stage::kImprove};

class PlansTest : public AgentTest {
 protected:
  PlansTest()
      : own_({.url = base::pg::TestDatabase::Shared().url(), .schema = "agent", .size = 1},
             own_registry_),
        own_sessions_(own_, {}),
        own_transcripts_(own_, {}) {}

  // Runs all statements of the queues, often enough that PostgreSQL keeps their plans. It excludes
  // the list of a user's recordings, which no queue uses: PostgreSQL plans that again for a full
  // table.
  void LiveQuietly() {
    for (int i = 0; i < 8; ++i) {
      for (const Stage stage : kStages) {
        EXPECT_TRUE(own_transcripts_.Claim(stage, 4, absl::Seconds(30)).ok());
      }
      EXPECT_TRUE(
          own_transcripts_.Renew({TranscriptStore::Key{"ann", base::NewUuid()}}, absl::Seconds(30))
              .ok());
      Speak();
      EXPECT_TRUE(own_sessions_.FinishAbandoned(absl::ZeroDuration()).ok());
      EXPECT_TRUE(own_retention_.ForgetRecordings(absl::Hours(1)).ok());
      EXPECT_TRUE(own_depth_.Measure().ok());
    }
  }

  void Speak() {
    const std::string session = base::NewUuid();
    EXPECT_TRUE(own_sessions_.Join("ann", session, {}).ok());
    EXPECT_TRUE(own_sessions_.Append("ann", session, "r", "sound").ok());
    EXPECT_TRUE(own_sessions_.FinishRecording("ann", session, "r").ok());
    Transcript transcript{.id = {},
                          .user_id = "ann",
                          .session_id = session,
                          .request_id = "r",
                          .client_request_id = base::NewUuid(),
                          .text = session,
                          .source = "local",
                          .duration_seconds = {},
                          .context = {}};
    EXPECT_TRUE(own_transcripts_.Keep(transcript).ok());
    EXPECT_TRUE(own_sessions_.CountNotes("ann", session).ok());
    EXPECT_TRUE(own_transcripts_.SessionOfNote("ann", base::NewUuid()).ok());
    transcript.id = base::NewUuid();
    EXPECT_TRUE(own_transcripts_.Release(transcript, absl::Seconds(1)).ok());
    EXPECT_TRUE(own_transcripts_.Finish(transcript, Progress::kSkipped, {}).ok());
  }

  void Fill() {
    for (const char* sql :
         {"INSERT INTO transcripts (user_id, id, session_id, request_id, text, source, "
          "timestamp_seconds, status) SELECT 'u' || i / 200, gen_random_uuid(), "
          "gen_random_uuid(), 'r', 'x', 'local', 0, CASE WHEN i % 2 = 0 THEN 'pending' "
          "ELSE 'noted' END FROM generate_series(1, 5000) AS g(i)",
          "INSERT INTO recordings (user_id, id, session_id, size_bytes, duration_seconds) "
          "SELECT 'u' || i / 200, gen_random_uuid(), gen_random_uuid(), 1, 1 "
          "FROM generate_series(1, 5000) AS g(i)",
          "INSERT INTO session_owners (session_id, user_id) SELECT gen_random_uuid(), 'u' "
          "FROM generate_series(1, 5000)"}) {
      // The statements work in portions, because a statement has a time limit.
      for (int i = 0; i < 4; ++i) {
        const auto filled = pool_.Query(sql);
        EXPECT_TRUE(filled.ok()) << filled.status();
      }
    }
  }

  void Analyse() {
    for (const char* sql : {"VACUUM ANALYZE transcripts", "VACUUM ANALYZE recordings",
                            "VACUUM ANALYZE audio_chunks", "VACUUM ANALYZE session_owners"}) {
      EXPECT_TRUE(
          pool_.With([&](base::pg::Connection& connection) { return connection.Execute(sql); })
              .ok());
    }
  }

  std::vector<std::string> Scans() {
    std::vector<std::string> found;
    EXPECT_TRUE(own_.With([&](base::pg::Connection& connection) {
                      found = base::pg::FullScans(connection, {"transcripts", "recordings",
                                                               "audio_chunks", "session_owners"});
                      return absl::OkStatus();
                    })
                    .ok());
    return found;
  }

  prometheus::Registry own_registry_;
  base::pg::Pool own_;
  SessionStore own_sessions_;
  SessionRetention own_retention_{own_};
  TranscriptStore own_transcripts_;
  QueueDepth own_depth_{own_, own_registry_};
};

TEST_F(PlansTest, ReadTheQueuesByIndexWithAnyEarlierPlan) {
  Analyse();
  LiveQuietly();
  EXPECT_THAT(Scans(), IsEmpty());
  Fill();
  EXPECT_THAT(Scans(), IsEmpty());
  Analyse();
  EXPECT_THAT(Scans(), IsEmpty());
}

}  // namespace
}  // namespace lossy::agent
