#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// Checks of what a client says of a note, and cleaning. INVALID_ARGUMENT names the field.

absl::Status CheckConfidence(double confidence);
absl::Status CheckCategory(v1::NoteCategory category);

// At most 10,000 bytes, and safe for clients that write it into their page as HTML.
absl::StatusOr<std::string> ToText(absl::string_view field, absl::string_view text);

// The same for the name of who heard or wrote it: at most 64 bytes.
absl::StatusOr<std::string> ToName(absl::string_view field, absl::string_view name);

// None if it is empty.
absl::optional<std::string> UnlessEmpty(std::string text);

}  // namespace lossy::notes
