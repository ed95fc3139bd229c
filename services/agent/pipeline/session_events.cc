#include "services/agent/pipeline/session_events.h"

#include "base/error/error.h"
#include "services/shared/text/confidence.h"

namespace lossy::agent {
namespace {

v1::SessionNote ToSessionNote(const notes::v1::Note& note) {
  v1::SessionNote told;
  told.set_id(note.id());
  told.set_text(note.text());
  told.set_category(note.category());
  if (note.has_confidence()) told.set_confidence(services::RoundConfidence(note.confidence()));
  told.set_timestamp_seconds(note.timestamp_seconds());
  if (note.has_raw_transcript()) told.set_raw_transcript(note.raw_transcript());
  if (note.has_video_id()) told.set_video_id(note.video_id());
  told.set_timestamp(note.inserted_at().seconds());
  *told.mutable_inserted_at() = note.inserted_at();
  if (note.has_heard_by()) told.set_heard_by(note.heard_by());
  if (note.has_written_by()) told.set_written_by(note.written_by());
  told.set_revision(note.revision());
  told.set_enrichment_source(note.enrichment_source());
  if (note.has_visual_context()) *told.mutable_visual_context() = note.visual_context();
  return told;
}

}  // namespace

v1::SessionEvent NoteCreated(const notes::v1::Note& note) {
  v1::SessionEvent event;
  *event.mutable_note_created() = ToSessionNote(note);
  return event;
}

v1::SessionEvent NoteUpdated(const notes::v1::Note& note) {
  v1::SessionEvent event;
  *event.mutable_note_updated() = ToSessionNote(note);
  return event;
}

v1::SessionEvent Happened(const char* type, const Transcript& transcript) {
  v1::SessionEvent event;
  v1::AgentEvent& happened = *event.mutable_agent_event();
  happened.set_type(type);
  happened.set_transcript_id(transcript.id);
  if (!transcript.recording_id.empty()) happened.set_recording_id(transcript.recording_id);
  return event;
}

v1::SessionEvent NoteHappened(const char* type, const Transcript& transcript,
                              const notes::v1::Note& note) {
  v1::SessionEvent event = Happened(type, transcript);
  event.mutable_agent_event()->set_note_id(note.id());
  if (note.has_confidence()) {
    event.mutable_agent_event()->set_confidence(services::RoundConfidence(note.confidence()));
  }
  return event;
}

v1::SessionEvent NoteSkipped(const Transcript& transcript, const char* reason, double confidence) {
  v1::SessionEvent event = Happened("note_skipped", transcript);
  event.mutable_agent_event()->set_reason(reason);
  event.mutable_agent_event()->set_confidence(services::RoundConfidence(confidence));
  return event;
}

v1::SessionEvent Failed(const char* type, const Transcript& transcript,
                        const absl::Status& status) {
  v1::SessionEvent event = Happened(type, transcript);
  *event.mutable_agent_event()->mutable_error() = base::ToError(status);
  return event;
}

}  // namespace lossy::agent
