#include "services/agent/pipeline/session_events.h"

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Returns a note with a value in each field.
notes::v1::Note FullNote() {
  notes::v1::Note note;
  note.set_id("n");
  note.set_video_id("v");
  note.set_text("Speed it up");
  note.set_raw_transcript("it is slow");
  note.set_timestamp_seconds(12.5);
  note.set_category(notes::v1::NOTE_CATEGORY_PACING);
  note.set_confidence(0.75);
  note.set_status(notes::v1::NOTE_STATUS_GHOST);
  note.set_enrichment_source(notes::v1::ENRICHMENT_SOURCE_NONE);
  note.mutable_timestamp()->set_seconds(100);
  note.mutable_inserted_at()->set_seconds(100);
  note.mutable_updated_at()->set_seconds(200);
  note.set_heard_by("local");
  note.set_written_by("rules");
  note.set_revision(3);
  note.mutable_visual_context()->set_timestamp(12);
  note.set_end_seconds(14);
  return note;
}

TEST(SessionEventsTest, ASessionsNoteHasTheKeysOfANote) {
  const Descriptor& note = *notes::v1::Note::descriptor();
  const Descriptor& session_note = *v1::SessionNote::descriptor();
  EXPECT_EQ(note.field_count(), session_note.field_count());
  for (int i = 0; i < note.field_count(); ++i) {
    const FieldDescriptor* const same = session_note.FindFieldByName(note.field(i)->name());
    ASSERT_NE(same, nullptr) << note.field(i)->name();
    // Old clients read the time of the creation as a number in a session.
    if (same->name() == "timestamp") continue;
    EXPECT_EQ(same->type(), note.field(i)->type()) << same->name();
    EXPECT_EQ(same->has_presence(), note.field(i)->has_presence()) << same->name();
  }
}

TEST(SessionEventsTest, FillsEachFieldOfANote) {
  const v1::SessionEvent event = NoteCreated(FullNote());
  const v1::SessionNote& note = event.note_created();
  const Descriptor& type = *note.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    EXPECT_TRUE(note.GetReflection()->HasField(note, type.field(i))) << type.field(i)->name();
  }
  EXPECT_EQ(note.timestamp(), 100);
  EXPECT_EQ(note.updated_at().seconds(), 200);
  EXPECT_EQ(note.status(), notes::v1::NOTE_STATUS_GHOST);
}

}  // namespace
}  // namespace lossy::agent
