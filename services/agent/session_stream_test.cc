// Tests session streams over gRPC.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/service_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;

TEST_F(ServiceTest, MakesANoteOfSpokenWords) {
  Client ann(*stub_, As("ann"));
  EXPECT_EQ(ann.Join(session_, video_).join().video_id(), video_);
  v1::SessionRequest moment;
  moment.mutable_set_timestamp()->set_timestamp(12.5);
  EXPECT_FALSE(ann.Ask(moment).has_error());
  EXPECT_FALSE(ann.Ask(Speech("um the pacing is too slow")).has_error());

  EXPECT_EQ(dispatcher_.WorkOnce(), 1);
  ASSERT_EQ(notes_.requests.size(), 1);
  EXPECT_THAT(notes_.users, ElementsAre("ann"));
  const notes::v1::CreateNoteRequest& note = notes_.requests[0];
  EXPECT_EQ(note.text(), "Speed up the pacing");
  EXPECT_EQ(note.raw_transcript(), "um the pacing is too slow");
  EXPECT_EQ(note.category(), notes::v1::NOTE_CATEGORY_PACING);
  EXPECT_EQ(note.video_id(), video_);
  EXPECT_EQ(note.timestamp_seconds(), 12.5);
  EXPECT_THAT(Events(session_),
              ElementsAre("transcript_ready", "note Speed up the pacing", "note_created"));
}

TEST_F(ServiceTest, ReportsWhyNoNoteWasMade) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  ann.Ask(Speech("um"));
  dispatcher_.WorkOnce();
  EXPECT_TRUE(notes_.requests.empty());
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "note_skipped noise"));
}

TEST_F(ServiceTest, AnswersInTheOrderOfTheQuestions) {
  static constexpr int kQuestions = 50;
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  for (int i = 0; i < kQuestions; ++i) ann.Write(Ping(i));
  for (int i = 0; i < kQuestions; ++i) EXPECT_EQ(ann.Read().ref(), absl::StrCat(i));
}

TEST_F(ServiceTest, HoldsManySessionsWithTheSameThreads) {
  static constexpr int kSessions = 200;
  Client first(*stub_, As("ann"));
  first.Join(session_);
  const long before = ThreadsOfThisProcess();
  std::vector<std::unique_ptr<Client>> open;
  for (int i = 0; i < kSessions; ++i) {
    open.push_back(std::make_unique<Client>(*stub_, As("ann")));
    EXPECT_TRUE(open.back()->Join(base::NewUuid()).has_join());
  }
  EXPECT_LT(ThreadsOfThisProcess() - before, kSessions / 4);
}

TEST_F(ServiceTest, RefusesACallWithoutAToken) {
  Client nobody(*stub_, base::Caller{});
  EXPECT_TRUE(absl::IsUnauthenticated(nobody.End()));
}

TEST_F(ServiceTest, EndsAStreamAfterARefusedJoin) {
  Client ann(*stub_, As("ann")), ben(*stub_, As("ben"));
  ann.Join(session_);
  EXPECT_EQ(ben.Join(session_).error().reason(), channel::v1::REASON_NOT_FOUND);
  EXPECT_TRUE(ben.End().ok());
}

TEST_F(ServiceTest, EndsWhenTheClientLeaves) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  ann.HalfClose();
  EXPECT_TRUE(ann.End().ok());
  Client again(*stub_, As("ann"));
  EXPECT_TRUE(again.Join(session_).has_join());
}

TEST_F(ServiceTest, CutsAClientThatDoesNotRead) {
  static constexpr std::size_t kPush = 20'000;
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  v1::SessionRequest partial;
  partial.mutable_transcript_partial()->set_text(std::string(kPush, 'a'));
  for (std::size_t sent = 0; sent < 3 * SessionCall::kMaxUnsentBytes; sent += kPush) {
    ann.Write(partial);
  }
  EXPECT_TRUE(absl::IsCancelled(ann.End()));
}

TEST_F(ServiceTest, AsksItsClientsToReconnectWhenItStops) {
  Client ann(*stub_, As("ann"));
  ann.Join(session_);
  streams_.Stop();
  EXPECT_TRUE(absl::IsUnavailable(ann.End()));
  Client late(*stub_, As("ann"));
  EXPECT_TRUE(absl::IsUnavailable(late.End()));
}

}  // namespace
}  // namespace lossy::agent
