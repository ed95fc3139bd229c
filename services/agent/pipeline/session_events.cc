#include "services/agent/pipeline/session_events.h"

#include "base/error/error.h"
#include "services/shared/text/confidence.h"

namespace lossy::agent {
namespace {

v1::SessionNote ToSessionNote(const notes::v1::Note& note) {
  v1::SessionNote session_note;
  session_note.set_id(note.id());
  session_note.set_text(note.text());
  session_note.set_category(note.category());
  if (note.has_confidence())
    session_note.set_confidence(services::RoundConfidence(note.confidence()));
  session_note.set_timestamp_seconds(note.timestamp_seconds());
  if (note.has_raw_transcript()) session_note.set_raw_transcript(note.raw_transcript());
  if (note.has_video_id()) session_note.set_video_id(note.video_id());
  session_note.set_timestamp(note.inserted_at().seconds());
  *session_note.mutable_inserted_at() = note.inserted_at();
  if (note.has_heard_by()) session_note.set_heard_by(note.heard_by());
  if (note.has_written_by()) session_note.set_written_by(note.written_by());
  session_note.set_revision(note.revision());
  session_note.set_enrichment_source(note.enrichment_source());
  if (note.has_visual_context()) *session_note.mutable_visual_context() = note.visual_context();
  session_note.set_status(note.status());
  if (note.has_end_seconds()) session_note.set_end_seconds(note.end_seconds());
  *session_note.mutable_updated_at() = note.updated_at();
  return session_note;
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

v1::SessionEvent TranscriptEvent(const char* type, const Transcript& transcript) {
  v1::SessionEvent event;
  v1::AgentEvent& happened = *event.mutable_agent_event();
  happened.set_type(type);
  happened.set_transcript_id(transcript.id);
  if (!transcript.recording_id.empty()) happened.set_recording_id(transcript.recording_id);
  return event;
}

v1::SessionEvent NoteEvent(const char* type, const Transcript& transcript,
                           const notes::v1::Note& note) {
  v1::SessionEvent event = TranscriptEvent(type, transcript);
  event.mutable_agent_event()->set_note_id(note.id());
  if (note.has_confidence()) {
    event.mutable_agent_event()->set_confidence(services::RoundConfidence(note.confidence()));
  }
  return event;
}

v1::SessionEvent NoteSkipped(const Transcript& transcript, const char* reason, double confidence) {
  v1::SessionEvent event = TranscriptEvent("note_skipped", transcript);
  event.mutable_agent_event()->set_reason(reason);
  event.mutable_agent_event()->set_confidence(services::RoundConfidence(confidence));
  return event;
}

v1::SessionEvent FailureEvent(const char* type, const Transcript& transcript,
                              const absl::Status& status) {
  v1::SessionEvent event = TranscriptEvent(type, transcript);
  *event.mutable_agent_event()->mutable_error() = base::ToError(status);
  return event;
}

}  // namespace lossy::agent
