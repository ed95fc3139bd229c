#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/agent/storage/agent_fixture.h"
#include "services/agent/usage/storage_quota.h"

namespace lossy::agent {
namespace {

// Finds the users whose counters differ from the sums of their rows.
constexpr char kDifferences[] = R"sql(
    WITH rows AS (
      SELECT user_id, 128 + octet_length(data) AS bytes, 0 AS session, 0 AS recording,
             0 AS transcript, 0 AS waits, 0 AS ms FROM audio_chunks
      UNION ALL SELECT user_id, 128, 1, 0, 0, 0, 0 FROM sessions
      UNION ALL SELECT user_id, 128, 0, 1, 0, 0, 0 FROM recordings
      UNION ALL SELECT user_id,
        128 + octet_length(text) + coalesce(octet_length(draft_text), 0)
          + coalesce(octet_length(frame), 0), 0, 0, 1,
        CASE status WHEN 'recorded' THEN 1 ELSE 0 END,
        CASE status WHEN 'recorded' THEN (coalesce(duration_seconds, 0) * 1000)::bigint ELSE 0 END
      FROM transcripts),
    truth AS (
      SELECT user_id, sum(bytes) AS bytes, sum(session) AS sessions, sum(recording) AS recordings,
             sum(transcript) AS transcripts, sum(waits) AS waiting, sum(ms) AS waiting_ms
      FROM rows GROUP BY user_id)
    SELECT coalesce(s.user_id, t.user_id) || ': ' || s::text || ' but ' || t::text
    FROM stored AS s FULL JOIN truth AS t USING (user_id)
    WHERE (coalesce(s.bytes, 0), coalesce(s.sessions, 0), coalesce(s.recordings, 0),
           coalesce(s.transcripts, 0), coalesce(s.waiting, 0), coalesce(s.waiting_ms, 0))
      IS DISTINCT FROM
          (coalesce(t.bytes, 0), coalesce(t.sessions, 0), coalesce(t.recordings, 0),
           coalesce(t.transcripts, 0), coalesce(t.waiting, 0), coalesce(t.waiting_ms, 0)))sql";

class StoredTest : public AgentTest {
 protected:
  StoredTest() { EXPECT_TRUE(sessions_.Join("ann", session_, {}).ok()); }

  std::vector<std::string> Differences() {
    const auto rows = pool_.Query(kDifferences);
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::vector<std::string> found;
    for (int i = 0; rows.ok() && i < rows->size(); ++i) found.emplace_back(rows->Text(i, 0));
    return found;
  }

  absl::Status Speak(TranscriptStore& store, const std::string& user, const std::string& session,
                     const std::string& text) {
    Transcript transcript{
        .user_id = user, .session_id = session, .request_id = "r", .text = text, .source = "local"};
    // Some transcripts have a frame.
    transcript.frame = std::string(text.size() % 2 * 3'000, 'f');
    return store.Keep(transcript).status();
  }

  std::vector<Transcript> Claim(Stage stage) {
    return transcripts_.Claim(stage, 2, absl::Seconds(9)).value_or(std::vector<Transcript>());
  }
  std::vector<v1::Recording> Recordings(const std::string& user) {
    return recording_store_.List(user, "", 1).value_or(std::vector<v1::Recording>());
  }

  void Sql(const char* sql) {
    const auto done = pool_.Query(sql);
    EXPECT_TRUE(done.ok()) << sql << done.status();
  }

  const std::string session_ = base::NewUuid();
};

TEST_F(StoredTest, CountersMatchTheStoredRows) {
  // The estimate is slightly more than a minute. No player accepts the header.
  const std::string header = std::string("\x1A\x45\xDF\xA3", 4) + "tracks";
  const std::string cluster = std::string("\x1F\x43\xB6\x75", 4) + std::string(240'000, 's');
  const std::vector<std::string> users = {"ann", "ben"};
  const std::vector<std::string> own = {session_, base::NewUuid()};
  absl::BitGen random;
  for (int i = 0; i < 150; ++i) {
    const std::size_t who = absl::Uniform(random, 0u, users.size());
    const std::string& user = users[who];
    const std::string& session = own[who];
    switch (absl::Uniform(random, 0, 13)) {
      case 0:
        EXPECT_TRUE(sessions_.Join(user, session, {}).ok());
        EXPECT_TRUE(sessions_.SetFrame(user, session, "frame").ok());
        break;
      case 1:
        sessions_.Append(user, session, "r", header + cluster).IgnoreError();
        break;
      case 2:
        sessions_.Append(user, session, "r", cluster).IgnoreError();
        break;
      case 3:
        sessions_.FinishRecording(user, session, "r").IgnoreError();
        break;
      case 4:
        Speak(transcripts_, user, session, absl::StrCat("words ", i)).IgnoreError();
        break;
      case 5:
        for (const Transcript& heard : Claim(Stage::kTranscribe)) {
          EXPECT_TRUE(transcripts_.SetWords(heard, {.text = "heard", .audio_seconds = 2}).ok());
        }
        break;
      case 6:
        for (const Transcript& noted : Claim(Stage::kDraft)) {
          EXPECT_TRUE(transcripts_.SetDraft(noted, {.text = "a draft", .written_by = "m"}).ok());
          EXPECT_TRUE(transcripts_.Finish(noted, Progress::kNoted, {}).ok());
        }
        break;
      case 7:
        for (const v1::Recording& recording : Recordings(user)) {
          recording_store_.TranscribeAgain(user, recording.id()).IgnoreError();
        }
        break;
      case 8:
        EXPECT_TRUE(retention_.ForgetRecordings(absl::ZeroDuration()).ok());
        break;
      case 9:
        EXPECT_TRUE(retention_.ForgetSessions(absl::ZeroDuration()).ok());
        break;
      case 10:
        Sql("DELETE FROM transcripts WHERE (user_id, id) IN "
            "(SELECT user_id, id FROM transcripts ORDER BY random() LIMIT 2)");
        break;
      case 11:
        Sql("DELETE FROM audio_chunks WHERE number > 2");
        break;
      default:
        Sql("DELETE FROM recordings WHERE (user_id, id) IN "
            "(SELECT user_id, id FROM recordings ORDER BY random() LIMIT 1)");
    }
    ASSERT_THAT(Differences(), testing::IsEmpty()) << "after step " << i;
  }
}

TEST_F(StoredTest, NothingIsLeftOfAnErasedUser) {
  EXPECT_TRUE(sessions_.Append("ann", session_, "r", "sound").ok());
  EXPECT_TRUE(sessions_.FinishRecording("ann", session_, "r").ok());
  for (const char* table : {"audio_chunks", "recordings", "transcripts", "sessions"}) {
    Sql(absl::StrCat("DELETE FROM ", table, " WHERE user_id = 'ann'").c_str());
  }
  const StoredUse use = *StorageQuota(pool_, {}).Use("ann");
  EXPECT_EQ(use.bytes, 0);
  EXPECT_EQ(use.waiting, absl::ZeroDuration());
}

TEST_F(StoredTest, EarlierRowsAreCounted) {
  EXPECT_TRUE(sessions_.Append("ann", session_, "r", "sound").ok());
  EXPECT_TRUE(Speak(transcripts_, "ann", session_, "words").ok());
  Sql("UPDATE stored SET bytes = -7, sessions = 0, transcripts = 99, counted_at = NULL");
  EXPECT_EQ(StorageQuota(pool_, {}).CountUncounted()->done, 1);
  EXPECT_THAT(Differences(), testing::IsEmpty());
  EXPECT_EQ(StorageQuota(pool_, {}).CountUncounted()->done, 0);
}

TEST_F(StoredTest, ANewSessionBeyondTheQuotaIsRefusedAndAnOldOneIsNot) {
  SessionStore store(pool_, {.stored = {.sessions = 2}});
  EXPECT_TRUE(store.Join("ann", base::NewUuid(), {}).ok());
  const std::string third = base::NewUuid();
  EXPECT_TRUE(base::IsQuotaExceeded(store.Join("ann", third, {}).status()));
  EXPECT_TRUE(store.Join("ann", session_, {}).ok());
  EXPECT_TRUE(store.Join("ben", third, {}).ok());  // The refused join left no rows.
}

TEST_F(StoredTest, WordsBeyondTheQuotaAreRefused) {
  TranscriptStore rows(pool_, {.stored = {.transcripts = 1}});
  EXPECT_TRUE(Speak(rows, "ann", session_, "one").ok());
  EXPECT_TRUE(base::IsQuotaExceeded(Speak(rows, "ann", session_, "two")));
  TranscriptStore bytes(pool_, {.stored = {.bytes = 1'000}});
  EXPECT_TRUE(base::IsQuotaExceeded(Speak(bytes, "ann", session_, std::string(1'000, 'a'))));
}

TEST_F(StoredTest, AudioBeyondTheQuotaIsRefusedAndAcceptedAudioIsKept) {
  SessionStore store(pool_, {.stored = {.bytes = 1'500}});
  EXPECT_TRUE(store.Append("ann", session_, "r", std::string(900, 'a')).ok());
  EXPECT_TRUE(
      base::IsQuotaExceeded(store.Append("ann", session_, "r", std::string(900, 'a')).status()));
  EXPECT_TRUE(*store.FinishRecording("ann", session_, "r"));
  const Transcript recorded = transcripts_.Claim(Stage::kTranscribe, 1, absl::Seconds(9))->at(0);
  EXPECT_EQ(transcripts_.Sound(recorded)->size(), 900);
}

TEST_F(StoredTest, AudioIsRefusedWhileTooMuchWaitsForTheTranscriber) {
  SessionStore store(pool_, {.stored = {.waiting = absl::Seconds(10)}});
  // Ten seconds at 2,000 bytes per second.
  EXPECT_TRUE(store.Append("ann", session_, "r", std::string(22'000, 'a')).ok());
  const absl::Status open = store.Append("ann", session_, "r", "a").status();
  EXPECT_EQ(base::ToError(open).reason(), channel::v1::REASON_RATE_LIMITED);
  EXPECT_GE(base::ToError(open).retry_after_ms(), 1'000);
  EXPECT_TRUE(*store.FinishRecording("ann", session_, "r"));
  EXPECT_FALSE(store.Append("ann", session_, "r", "a").ok());
  ASSERT_TRUE(store.Join("ben", base::NewUuid(), {}).ok());
  for (const Transcript& heard : Claim(Stage::kTranscribe)) {
    ASSERT_TRUE(transcripts_.SetWords(heard, {.text = "heard"}).ok());
  }
  EXPECT_TRUE(store.Append("ann", session_, "r", "a").ok());
}

}  // namespace
}  // namespace lossy::agent
