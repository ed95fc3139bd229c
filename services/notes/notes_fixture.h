#pragma once

#include <string>
#include <vector>

#include "base/error/error.h"
#include "base/pg/test_database.h"
#include "base/text/uuid.h"
#include "gtest/gtest.h"
#include "lossy/video/v1/video.pb.h"
#include "services/notes/notes.h"
#include "services/notes/outgoing.h"
#include "services/notes/schema.h"
#include "services/shared/testing/outbox_reader.h"
#include "services/shared/video_access/fake_video_access.h"

namespace lossy::notes {

// Returns a caller who is this user.
inline base::Caller As(const std::string& user_id) {
  return {.identity = {.user_id = user_id, .device_id = "d"}, .token = {}, .request_id = "r"};
}

inline channel::v1::Reason ReasonOf(const absl::Status& status) {
  return base::ToError(status).reason();
}

inline std::string MessageOf(const absl::Status& status) { return base::ToError(status).message(); }

// Returns a request that creates a note at `at` seconds of the video, if one is given.
inline v1::CreateNoteRequest Spoken(const std::string& text, const std::string& video_id = "",
                                    double at = 0) {
  v1::CreateNoteRequest request;
  request.set_request_id(base::NewUuid());
  request.set_text(text);
  request.set_timestamp_seconds(at);
  if (!video_id.empty()) request.set_video_id(video_id);
  return request;
}

inline v1::EnrichNoteRequest Enrichment(const std::string& note_id, int dimensions = 768) {
  v1::EnrichNoteRequest request;
  request.set_note_id(note_id);
  for (int i = 0; i < dimensions; ++i) request.add_embedding(0.1f * static_cast<float>(i));
  request.set_timestamp(12.5);
  request.set_device("webgpu");
  return request;
}

// A fixture for tests of Notes on a real PostgreSQL database. The user "ann" owns one video,
// `video_`. No relay delivers the outbox, so a test can read the queued items.
class NotesTest : public testing::Test {
 protected:
  NotesTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "notes"}, registry_) {
    EXPECT_TRUE(Migrate(pool_).ok());
    EXPECT_TRUE(
        pool_.Query("TRUNCATE notes, embeddings, note_counts, user_usage, outbox, requests CASCADE")
            .ok());
    outbox_.emplace(pool_);
    notes_.emplace(pool_, videos_);
    videos_.Add("ann", video_);
  }

  v1::Note Create(const std::string& user, const v1::CreateNoteRequest& request) {
    v1::CreateNoteResponse response;
    absl::Status status = notes_->Create(As(user), request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response.note();
  }

  // Returns the status of a creation for ann.
  absl::Status Refused(const v1::CreateNoteRequest& request) {
    v1::CreateNoteResponse response;
    return notes_->Create(As("ann"), request, &response);
  }

  absl::Status Delete(const std::string& user, const std::string& note_id) {
    v1::DeleteNoteRequest request;
    request.set_note_id(note_id);
    v1::DeleteNoteResponse response;
    return notes_->Delete(As(user), request, &response);
  }

  absl::Status Enrich(const std::string& user, const v1::EnrichNoteRequest& request) {
    v1::EnrichNoteResponse response;
    return notes_->Enrich(As(user), request, &response);
  }

  absl::StatusOr<v1::Note> Get(const std::string& user, const std::string& note_id) {
    v1::GetNoteRequest request;
    request.set_note_id(note_id);
    v1::GetNoteResponse response;
    absl::Status status = notes_->Get(As(user), request, &response);
    if (!status.ok()) return status;
    return response.note();
  }

  v1::ListVideoNotesResponse Timeline(v1::ListVideoNotesRequest request) {
    request.set_video_id(video_);
    v1::ListVideoNotesResponse response;
    absl::Status status = notes_->ListOfVideo(As("ann"), request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  // Returns the numbers of notes in the queued TouchVideo calls, in order.
  std::vector<std::int64_t> TouchedCounts() {
    std::vector<std::int64_t> counts;
    for (const base::Outgoing& outgoing : outbox_->Queued(kTouchVideo)) {
      video::v1::TouchVideoRequest touch;
      EXPECT_TRUE(touch.ParseFromString(outgoing.payload));
      EXPECT_EQ(touch.video_id(), video_);
      counts.push_back(touch.note_count());
    }
    return counts;
  }

  std::vector<v1::NoteEvent> Events(const std::string& topic) {
    return outbox_->Events<v1::NoteEvent>(topic);
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  services::FakeVideoAccess videos_;
  const std::string video_ = base::NewUuid();
  absl::optional<services::OutboxReader> outbox_;
  absl::optional<Notes> notes_;
};

}  // namespace lossy::notes
