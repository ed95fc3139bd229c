#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// Functions that check and clean the fields of notes in requests. Each returns INVALID_ARGUMENT,
// which names the field, if the value is invalid.

// A confidence must be from 0 to 1.
absl::Status CheckConfidence(double confidence);
absl::Status CheckCategory(v1::NoteCategory category);

// Returns the end of a note, or nullopt if it equals the note's `timestamp`. The end must be a
// position in a video that is not before `timestamp`.
absl::StatusOr<absl::optional<double>> ToEnd(double end_seconds, double timestamp);

// Cleans a text of at most 10,000 bytes. The result is safe in a page that inserts it as HTML.
absl::StatusOr<std::string> ToText(absl::string_view field, absl::string_view text);

// Cleans the name of a recogniser or a writer, of at most 64 bytes, in the same way.
absl::StatusOr<std::string> ToName(absl::string_view field, absl::string_view name);

// Returns the text, or nullopt if it is empty.
absl::optional<std::string> UnlessEmpty(std::string text);

}  // namespace lossy::notes
