#pragma once

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "base/text/uuid.h"
#include "base/time/fake_clock.h"
#include "services/agent/pipeline/bounded_writer.h"
#include "services/agent/pipeline/dispatcher.h"
#include "services/agent/pipeline/draft_stage.h"
#include "services/agent/pipeline/fake_confidence_policy.h"
#include "services/agent/pipeline/fake_note_writer.h"
#include "services/agent/pipeline/fake_notes_api.h"
#include "services/agent/pipeline/fake_transcriber.h"
#include "services/agent/pipeline/improve_stage.h"
#include "services/agent/pipeline/transcribe_stage.h"
#include "services/agent/pipeline/transcript_outcome.h"
#include "services/agent/storage/agent_fixture.h"
#include "services/agent/usage/fake_usage_quota.h"

namespace lossy::agent {

// A fixture for tests of the pipeline's stages: one session of the user "ann", fake models, and a
// fake notes API on a real database.
class PipelineTest : public AgentTest {
 protected:
  PipelineTest() { EXPECT_TRUE(sessions_.Join("ann", session_, {}).ok()); }

  Transcript Words(const std::string& text) const {
    return {.user_id = "ann",
            .session_id = session_,
            .request_id = "r",
            .text = text,
            .source = "local",
            .context = {.video_id = "", .timestamp_seconds = 5}};
  }

  void Speak(const std::string& text) { EXPECT_TRUE(transcripts_.Keep(Words(text)).ok()); }

  void Record(const std::string& sound) {
    EXPECT_TRUE(sessions_.Append("ann", session_, "r", sound).ok());
    EXPECT_TRUE(*sessions_.FinishRecording("ann", session_, "r"));
  }

  // Makes all leases and delays expire.
  void Wait() {
    EXPECT_TRUE(pool_.Query("UPDATE transcripts SET leased_until = '-infinity'").ok());
  }

  // Makes every user's turn in the queue due.
  void CallEveryone() {
    const char sql[] = "UPDATE turns SET due_at = '-infinity', overdue_due_at = '-infinity'";
    EXPECT_TRUE(pool_.Query(sql).ok());
  }

  // Returns true if the transcript is delayed for at least `time`.
  bool IsDelayed(absl::Duration time) {
    const char sql[] =
        "SELECT leased_until > now() + $1::double precision * interval '1 second' FROM transcripts";
    return pool_.Query(sql, {absl::ToDoubleSeconds(time)})->Text(0, 0) == "t";
  }

  // Works on all transcripts that can be claimed, and returns their number.
  int Run(Stage stage, const Dispatcher::Work& work) {
    Dispatcher dispatcher(transcripts_, stage, {.threads = 0}, work);
    int all = 0;
    for (int done; (done = dispatcher.WorkOnce()) > 0;) all += done;
    return all;
  }

  // Run one stage each, against the notes service `notes`.
  int DraftWith(NotesApi& notes) {
    DraftWriter drafts(rules_, *writer_, confidence_, clock_, {.asks_model = asks_model_});
    DraftStage stage(outcome_, drafts, notes, {});
    return Run(Stage::kDraft, [&](const Transcript& transcript) { stage.Work(transcript); });
  }
  int ImproveWith(NotesApi& notes) {
    ImproveStage stage(outcome_, *writer_, notes, confidence_, {});
    return Run(Stage::kImprove, [&](const Transcript& transcript) { stage.Work(transcript); });
  }
  // Run one stage with the fake notes API. Each returns the number of transcripts.
  int Note() { return DraftWith(notes_); }
  int Improve() { return ImproveWith(notes_); }
  int TranscribeAll() {
    TranscribeStage stage(outcome_, transcriber_, quota_, {});
    return Run(Stage::kTranscribe, [&](const Transcript& transcript) { stage.Work(transcript); });
  }

  // Returns the only note.
  const notes::v1::Note& OnlyNote() {
    EXPECT_EQ(notes_.notes.size(), 1);
    return notes_.notes.begin()->second;
  }

  const std::string session_ = base::NewUuid();
  base::FakeClock clock_{absl::Now()};
  prometheus::Registry pipeline_registry_;
  PipelineMetrics metrics_{pipeline_registry_};
  TranscriptOutcome outcome_{transcripts_, metrics_, clock_};
  FakeNoteWriter rules_{"rules"};
  FakeNoteWriter model_{"model"};
  bool asks_model_ = false;
  FakeTranscriber transcriber_;
  FakeNotesApi notes_;
  FakeConfidencePolicy confidence_;
  FakeUsageQuota quota_;
  BoundedWriter bounded_model_{model_, transcripts_, quota_, /*max_answers=*/3};
  BoundedWriter* writer_ = &bounded_model_;
};

}  // namespace lossy::agent
