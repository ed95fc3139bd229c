#pragma once

#include <string>

#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// The content of a note: all that a revision of it keeps.
struct Content {
  std::string text;
  absl::optional<std::string> raw_transcript;
  v1::NoteCategory category = v1::NOTE_CATEGORY_GENERAL;
  absl::optional<double> confidence;
  absl::optional<std::string> heard_by;
  absl::optional<std::string> written_by;
  v1::EnrichmentSource enrichment_source = v1::ENRICHMENT_SOURCE_NONE;
  absl::optional<double> visual_timestamp;

  bool operator==(const Content&) const = default;
};

// The writer of a text whose writer is not told by the user who wrote it.
inline constexpr char kWrittenByUser[] = "user";

}  // namespace lossy::notes
