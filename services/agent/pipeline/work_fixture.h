#pragma once

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "base/text/uuid.h"
#include "base/time/fake_clock.h"
#include "services/agent/pipeline/bounded_writer.h"
#include "services/agent/pipeline/dispatcher.h"
#include "services/agent/pipeline/draft_stage.h"
#include "services/agent/pipeline/fakes.h"
#include "services/agent/pipeline/improve_stage.h"
#include "services/agent/pipeline/transcribe_stage.h"
#include "services/agent/pipeline/transcript_outcome.h"
#include "services/agent/storage/agent_fixture.h"

namespace lossy::agent {

// One session of ann's, and everything that works on its words except models.
class WorkTest : public AgentTest {
 protected:
  WorkTest() { EXPECT_TRUE(sessions_.Join("ann", session_, {}).ok()); }

  void Speak(const std::string& text) {
    Transcript transcript{.user_id = "ann",
                          .session_id = session_,
                          .request_id = "r",
                          .text = text,
                          .source = "local",
                          .context = {.video_id = "", .timestamp_seconds = 5}};
    EXPECT_TRUE(transcripts_.Keep(transcript).ok());
  }

  void Record(const std::string& sound) {
    EXPECT_TRUE(sessions_.Append("ann", session_, "r", sound).ok());
    EXPECT_TRUE(*sessions_.FinishRecording("ann", session_, "r"));
  }

  // What a lease or a rest was for is over.
  void Wait() {
    EXPECT_TRUE(pool_.Query("UPDATE transcripts SET leased_until = '-infinity'").ok());
  }

  // Every user's turn has come.
  void CallEveryone() {
    const char sql[] = "UPDATE turns SET due_at = '-infinity', overdue_due_at = '-infinity'";
    EXPECT_TRUE(pool_.Query(sql).ok());
  }

  // Whether what was spoken rests for at least so long.
  bool Rests(absl::Duration time) {
    const char sql[] =
        "SELECT leased_until > now() + $1::double precision * interval '1 second' FROM transcripts";
    return pool_.Query(sql, {absl::ToDoubleSeconds(time)})->Text(0, 0) == "t";
  }

  // Works through what can be claimed; how many that were.
  int Run(Stage stage, const Dispatcher::Work& work) {
    Dispatcher dispatcher(transcripts_, stage, {.threads = 0}, work);
    int all = 0;
    for (int done; (done = dispatcher.WorkOnce()) > 0;) all += done;
    return all;
  }
  int Note() {
    DraftStage stage(desk_, writers_, keeper_, standards_, budget_, clock_, {});
    return Run(Stage::kNoting, [&](const Transcript& transcript) { stage.Work(transcript); });
  }
  int Hear() {
    TranscribeStage stage(desk_, transcriber_, budget_, clock_, [] {}, {});
    return Run(Stage::kHearing, [&](const Transcript& transcript) { stage.Work(transcript); });
  }
  int Improve() {
    ImproveStage stage(desk_, bounded_model_, keeper_, standards_, budget_, clock_, {});
    return Run(Stage::kImproving, [&](const Transcript& transcript) { stage.Work(transcript); });
  }

  // The only note.
  const notes::v1::Note& OnlyNote() {
    EXPECT_EQ(keeper_.notes.size(), 1);
    return keeper_.notes.begin()->second;
  }

  const std::string session_ = base::NewUuid();
  base::FakeClock clock_{absl::Now()};
  prometheus::Registry work_registry_;
  WorkMetrics metrics_{work_registry_};
  TranscriptOutcome desk_{transcripts_, metrics_};
  EchoWriter rules_{"rules"};
  EchoWriter model_{"model"};
  Writers writers_{.rules = rules_};
  FakeTranscriber transcriber_;
  FakeKeeper keeper_;
  FakeStandards standards_;
  FakeUsageQuota budget_;
  BoundedWriter bounded_model_{model_, transcripts_, budget_, /*max_answers=*/3};
};

}  // namespace lossy::agent
