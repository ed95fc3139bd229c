#include "services/agent/service.h"

#include "gtest/gtest.h"
#include "services/agent/service_fixture.h"

namespace lossy::agent {
namespace {

TEST_F(ServiceTest, ReportsAMissingVisionModel) {
  const Call<v1::RefineNoteResponse> call(this, "ann");
  EXPECT_EQ(call.Reason(stub_->RefineNote(call.context(), {}, call.response())),
            channel::v1::REASON_NOT_CONFIGURED);
}

TEST_F(ServiceTest, ListsItsRecordingsAndTranscribesThemAgain) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  v1::SessionRequest request;
  request.mutable_audio_chunk()->set_data("sound");
  ann.Ask(request);
  request.mutable_stop_recording();
  ann.Ask(request);

  const Call<v1::ListRecordingsResponse> list(this, "ann");
  ASSERT_TRUE(stub_->ListRecordings(list.context(), {}, list.response()).ok());
  ASSERT_EQ(list.response()->recordings_size(), 1);
  const v1::Recording recording = list.response()->recordings(0);
  EXPECT_EQ(recording.session_id(), session_);
  EXPECT_EQ(recording.size_bytes(), 5);
  EXPECT_EQ(recording.status(), "recorded");

  v1::TranscribeAgainRequest again;
  again.set_recording_id(recording.id());
  const Call<v1::TranscribeAgainResponse> early(this, "ann");
  EXPECT_EQ(early.Reason(stub_->TranscribeAgain(early.context(), again, early.response())),
            channel::v1::REASON_FAILED_PRECONDITION);
  ASSERT_TRUE(pool_.Query("UPDATE transcripts SET status = 'failed'").ok());
  const Call<v1::TranscribeAgainResponse> foreign(this, "ben");
  EXPECT_EQ(foreign.Reason(stub_->TranscribeAgain(foreign.context(), again, foreign.response())),
            channel::v1::REASON_NOT_FOUND);
  const Call<v1::TranscribeAgainResponse> heard(this, "ann");
  EXPECT_TRUE(stub_->TranscribeAgain(heard.context(), again, heard.response()).ok());
}

TEST_F(ServiceTest, ReportsTheStoredBytesOfAUser) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  v1::SessionRequest request;
  request.mutable_audio_chunk()->set_data("sound");
  ann.Ask(request);
  request.mutable_stop_recording();
  ann.Ask(request);
  const Call<v1::GetUsageResponse> call(this, "ann");
  ASSERT_TRUE(stub_->GetUsage(call.context(), {}, call.response()).ok());
  EXPECT_GE(call.response()->stored_bytes().used(), 5);
  EXPECT_EQ(call.response()->stored_bytes().limit(), std::int64_t{4} << 30);
  EXPECT_EQ(call.response()->sessions().used(), 1);
  EXPECT_EQ(call.response()->sessions().limit(), 3);
  EXPECT_EQ(call.response()->recordings().used(), 1);
  EXPECT_EQ(call.response()->transcripts().used(), 1);
  EXPECT_EQ(call.response()->waiting_recordings().used(), 1);
  const Call<v1::GetUsageResponse> other(this, "ben");
  ASSERT_TRUE(stub_->GetUsage(other.context(), {}, other.response()).ok());
  EXPECT_EQ(other.response()->stored_bytes().used(), 0);
}

TEST_F(ServiceTest, ReportsTheCostOfSessions) {
  ASSERT_TRUE(
      ledger_.Add("ann", session_, ModelCall::kStructuring, {.model = "m", .cost_micros = 7}).ok());
  v1::GetUsageRequest request;
  request.set_session_id(session_);
  const Call<v1::GetUsageResponse> call(this, "ann");
  ASSERT_TRUE(stub_->GetUsage(call.context(), request, call.response()).ok());
  EXPECT_EQ(call.response()->calls(), 1);
  EXPECT_EQ(call.response()->cost_micros(), 7);
  request.set_session_id("x");
  const Call<v1::GetUsageResponse> bad(this, "ann");
  EXPECT_EQ(bad.Reason(stub_->GetUsage(bad.context(), request, bad.response())),
            channel::v1::REASON_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace lossy::agent
