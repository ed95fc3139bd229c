#include "services/agent/session_admin.h"

#include <string>
#include <vector>

#include "base/error/error.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/storage/agent_fixture.h"
#include "services/agent/storage/session_report.h"
#include "services/agent/usage/usage_ledger.h"

namespace lossy::agent {
namespace {

class SessionAdminTest : public AgentTest {
 protected:
  SessionAdminTest() {
    EXPECT_TRUE(pool_.Query("TRUNCATE usage").ok());
    EXPECT_TRUE(sessions_.Join("ann", session_, {}).ok());
  }

  void Speak(const std::string& text) {
    const Transcript transcript{.user_id = "ann",
                                .session_id = session_,
                                .request_id = "r",
                                .text = text,
                                .source = "local"};
    ASSERT_TRUE(transcripts_.Keep(transcript).ok());
  }

  // Skips the oldest utterance that waits.
  void Skip(const char* reason) {
    const std::vector<Transcript> claimed = *transcripts_.Claim(Stage::kDraft, 1, absl::Hours(1));
    ASSERT_EQ(claimed.size(), 1u);
    v1::SessionEvent event;
    event.mutable_agent_event()->set_type("note_skipped");
    event.mutable_agent_event()->set_reason(reason);
    ASSERT_TRUE(transcripts_.Finish(claimed[0], Progress::kSkipped, {event}).ok());
  }

  absl::StatusOr<admin::v1::GetSessionResponse> Get(const std::string& session_id,
                                                    int transcripts = 0) {
    admin::v1::GetSessionRequest request;
    request.set_session_id(session_id);
    request.set_transcripts(transcripts);
    admin::v1::GetSessionResponse response;
    const absl::Status status = admin_.GetSession(request, &response);
    if (!status.ok()) return status;
    return response;
  }

  const std::string session_ = base::NewUuid();
  SessionReport report_{pool_};
  SessionAdmin admin_{report_};
};

TEST_F(SessionAdminTest, CountsTheTranscriptsByStatus) {
  Speak("one");
  Speak("two");
  Speak("three");
  Skip("noise");
  const auto session = Get(session_);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->user_id(), "ann");
  EXPECT_TRUE(session->has_started_at());
  ASSERT_EQ(session->transcript_counts_size(), 2);
  EXPECT_EQ(session->transcript_counts(0).status(), "pending");
  EXPECT_EQ(session->transcript_counts(0).count(), 2);
  EXPECT_EQ(session->transcript_counts(1).status(), "skipped");
  EXPECT_EQ(session->transcript_counts(1).count(), 1);
  EXPECT_EQ(session->transcripts_size(), 0);
}

TEST_F(SessionAdminTest, ShowsWhyAnUtteranceBecameNoNote) {
  Speak("one");
  Skip("low_confidence");
  Speak("two");
  const auto session = Get(session_, /*transcripts=*/10);
  ASSERT_TRUE(session.ok()) << session.status();
  ASSERT_EQ(session->transcripts_size(), 2);
  EXPECT_EQ(session->transcripts(0).status(), "pending");
  EXPECT_EQ(session->transcripts(0).reason(), "");
  EXPECT_EQ(session->transcripts(1).status(), "skipped");
  EXPECT_EQ(session->transcripts(1).reason(), "low_confidence");
}

TEST_F(SessionAdminTest, ShowsTheNextAttempt) {
  Speak("one");
  const std::vector<Transcript> claimed = *transcripts_.Claim(Stage::kDraft, 1, absl::Hours(1));
  ASSERT_EQ(claimed.size(), 1u);
  ASSERT_TRUE(transcripts_.Release(claimed[0], absl::Hours(1)).ok());
  const auto session = Get(session_, /*transcripts=*/1);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->transcripts(0).attempts(), 1);
  EXPECT_TRUE(session->transcripts(0).has_next_attempt_at());
}

TEST_F(SessionAdminTest, ShowsTheCostOfModels) {
  UsageLedger ledger(pool_);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(
        ledger.Add("ann", session_, ModelCall::kStructuring, {.model = "small", .cost_micros = 30})
            .ok());
  }
  const auto session = Get(session_);
  ASSERT_TRUE(session.ok()) << session.status();
  ASSERT_EQ(session->usage_size(), 1);
  EXPECT_EQ(session->usage(0).kind(), "structuring");
  EXPECT_EQ(session->usage(0).model(), "small");
  EXPECT_EQ(session->usage(0).calls(), 2);
  EXPECT_EQ(session->usage(0).cost_micros(), 60);
}

TEST_F(SessionAdminTest, RefusesAWrongIdAndAnUnknownSession) {
  EXPECT_TRUE(absl::IsInvalidArgument(Get("x").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Get(session_, /*transcripts=*/101).status()));
  EXPECT_TRUE(absl::IsNotFound(Get(base::NewUuid()).status()));
}

}  // namespace
}  // namespace lossy::agent
