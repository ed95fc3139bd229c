#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error/error.h"
#include "base/sync/mutex.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/models/api/transcriber.h"
#include "services/agent/pipeline/confidence_policy.h"
#include "services/agent/pipeline/notes_api.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// Returns the words as the text of a pacing note, except "um".
class EchoWriter final : public NoteWriter {
 public:
  explicit EchoWriter(std::string name) : name_(std::move(name)) {}

  absl::StatusOr<Draft> Write(const Utterance& utterance) override {
    ++calls;
    deadline = utterance.deadline;
    long_answer = utterance.long_answer;
    full_patience = utterance.full_patience;
    if (!failure.ok()) return failure;
    if (!problem.empty()) {
      return Draft{
          .written_by = name_, .problem = problem, .usage = {.model = name_, .cost_micros = 5}};
    }
    if (utterance.text == "um") return Draft{.confidence = 0.1, .written_by = name_};
    return Draft{.text = utterance.text,
                 .category = notes::v1::NOTE_CATEGORY_PACING,
                 .confidence = confidence,
                 .written_by = name_,
                 .usage = {.model = name_, .cost_micros = 5}};
  }
  absl::string_view name() const override { return name_; }

  absl::Status failure;
  std::string problem;  // The problem of each answer.
  bool long_answer = false;
  bool full_patience = false;
  double confidence = 0.9;
  int calls = 0;
  absl::Time deadline;

 private:
  const std::string name_;
};

class FakeTranscriber final : public Transcriber {
 public:
  absl::StatusOr<Hearing> Transcribe(const Recording& recording) override {
    heard.push_back(recording.audio);
    deadline = recording.deadline;
    if (!failure.ok()) return failure;
    return Hearing{.text = text, .heard_by = "fake", .audio_seconds = 2};
  }
  absl::string_view name() const override { return "fake"; }

  std::string text = "the pacing is too slow";
  absl::Status failure;
  std::vector<std::string> heard;
  absl::Time deadline;
};

// Keeps one note for each request, as the notes service does. Thread-safe.
class FakeNotesApi final : public NotesApi {
 public:
  absl::StatusOr<notes::v1::Note> Create(const std::string& user_id, const std::string&,
                                         const notes::v1::CreateNoteRequest& request) override {
    base::MutexLock lock(mutex_);
    ++calls;
    if (!failure.ok()) return failure;
    if (request.text().size() > 10'000 || request.raw_transcript().size() > 10'000) {
      return base::InvalidArgument("text", "must be at most 10000 bytes");
    }
    notes::v1::Note& note = notes[request.request_id()];
    if (note.revision() > 0) return note;
    note.set_id(request.request_id());
    note.set_text(request.text());
    note.set_category(request.category());
    note.set_confidence(request.confidence());
    note.set_timestamp_seconds(request.timestamp_seconds());
    note.set_heard_by(request.heard_by());
    note.set_written_by(request.written_by());
    note.set_status(notes::v1::NOTE_STATUS_GHOST);
    if (request.has_frame()) {
      note.mutable_visual_context()->set_timestamp(request.frame().timestamp());
      note.mutable_visual_context()->set_device(request.frame().device());
    }
    note.set_revision(1);
    users.push_back(user_id);
    return note;
  }

  absl::StatusOr<notes::v1::Note> Update(const std::string&, const std::string&,
                                         const notes::v1::UpdateNoteRequest& request) override {
    base::MutexLock lock(mutex_);
    ++calls;
    if (!failure.ok()) return failure;
    if (request.written_by().size() > 64 ||
        (!refused_name.empty() && request.written_by() == refused_name)) {
      return base::InvalidArgument("written_by", "is refused");
    }
    const auto found = notes.find(request.note_id());
    if (found == notes.end()) return base::NotFound("Note not found");
    notes::v1::Note& note = found->second;
    if (request.expected_revision() != 0 && request.expected_revision() != note.revision()) {
      return absl::AbortedError("changed meanwhile");
    }
    note.set_text(request.text());
    note.set_written_by(request.written_by());
    note.set_enrichment_source(request.enrichment_source());
    note.set_revision(note.revision() + 1);
    return note;
  }

  absl::StatusOr<notes::v1::Note> Get(const std::string&, const std::string&,
                                      const std::string& note_id) override {
    base::MutexLock lock(mutex_);
    const auto found = notes.find(note_id);
    if (found == notes.end()) return base::NotFound("Note not found");
    return found->second;
  }

  absl::StatusOr<notes::v1::CountDeletedNotesResponse> CountDeleted(const std::string&,
                                                                    const std::string&,
                                                                    const std::string&) override {
    if (!failure.ok()) return failure;
    return deleted;
  }

  absl::Status failure;
  std::string refused_name;  // The writer that is refused; empty for none.
  int calls = 0;
  std::map<std::string, notes::v1::Note> notes;
  std::vector<std::string> users;
  notes::v1::CountDeletedNotesResponse deleted;

 private:
  base::Mutex mutex_;
};

class FakeConfidencePolicy final : public ConfidencePolicy {
 public:
  double MinConfidence(const Transcript&, notes::v1::NoteCategory) override { return least; }

  double least = 0.3;
};

// Returns `refusal` for each call, and adds up the costs. Thread-safe.
class FakeUsageQuota final : public UsageQuota {
 public:
  absl::Status Take(ModelCall call, const std::string&, const std::string& session_id) override {
    base::MutexLock lock(mutex_);
    if (call == ModelCall::kVision) sessions.push_back(session_id);
    return refusal;
  }
  void Spend(ModelCall call, const std::string&, const std::string&, const Usage& usage) override {
    base::MutexLock lock(mutex_);
    spent[call] += usage.cost_micros;
  }

  absl::Status refusal;
  std::map<ModelCall, std::int64_t> spent;
  std::vector<std::string> sessions;  // Of the calls to vision models.
  std::size_t taken() {
    base::MutexLock lock(mutex_);
    return sessions.size();
  }

 private:
  base::Mutex mutex_;
};

}  // namespace lossy::agent
