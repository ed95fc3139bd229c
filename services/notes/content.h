#pragma once

#include <string>

#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// The content of a note: everything that a revision keeps of it.
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

// The writer of a text that a user wrote without a name of its writer.
inline constexpr char kWrittenByUser[] = "user";

}  // namespace lossy::notes
