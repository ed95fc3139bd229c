#pragma once

#include <string>

#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// The content of a note. Each revision of the note stores a copy of it.
struct Content {
  std::string text;
  absl::optional<std::string> raw_transcript;  // The recognised speech, before rewriting.
  v1::NoteCategory category = v1::NOTE_CATEGORY_GENERAL;
  absl::optional<double> confidence;       // From 0 to 1.
  absl::optional<std::string> heard_by;    // The recogniser of raw_transcript.
  absl::optional<std::string> written_by;  // The writer of `text`: a program, or kWrittenByUser.
  v1::EnrichmentSource enrichment_source = v1::ENRICHMENT_SOURCE_NONE;
  absl::optional<double> visual_timestamp;  // Of the frame on screen, in seconds of the video.
  absl::optional<double> end_seconds;       // Of a range, after the note's timestamp_seconds.

  bool operator==(const Content&) const = default;
};

// The value of `written_by` for a text that a user wrote, if the request does not name a writer.
inline constexpr char kWrittenByUser[] = "user";

}  // namespace lossy::notes
